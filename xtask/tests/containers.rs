//! What can be said about the image and the stack on a machine without a container engine:
//! that the file is well formed, and that whatever it names exists.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

/// As much of the Compose specification as the stack uses; any other key is a typing mistake.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stack {
    #[serde(rename = "name")]
    _name: String,
    services: BTreeMap<String, Service>,
    networks: BTreeMap<String, Network>,
    secrets: BTreeMap<String, Secret>,
    volumes: BTreeMap<String, Option<()>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Service {
    image: String,
    build: Option<String>,
    #[serde(default)]
    command: Vec<String>,
    #[serde(default)]
    environment: BTreeMap<String, String>,
    #[serde(default)]
    secrets: Vec<String>,
    #[serde(default)]
    volumes: Vec<String>,
    #[serde(default)]
    depends_on: BTreeMap<String, Dependency>,
    networks: Attached,
    deploy: Option<Deploy>,
    healthcheck: Option<Healthcheck>,
    #[serde(default, rename = "ports")]
    _ports: Vec<String>,
    #[serde(default, rename = "tmpfs")]
    _tmpfs: Vec<String>,
    #[serde(default, rename = "cap_drop")]
    _cap_drop: Vec<String>,
    #[serde(default, rename = "security_opt")]
    _security_opt: Vec<String>,
    #[serde(default, rename = "read_only")]
    _read_only: bool,
    #[serde(rename = "stop_grace_period")]
    _stop_grace_period: Option<String>,
    #[serde(rename = "restart")]
    _restart: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Attached {
    Names(Vec<String>),
    Addresses(BTreeMap<String, Address>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Address {
    ipv4_address: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dependency {
    condition: Condition,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Condition {
    ServiceHealthy,
    ServiceCompletedSuccessfully,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Deploy {
    replicas: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Healthcheck {
    #[serde(rename = "test")]
    _test: Vec<String>,
    #[serde(rename = "interval")]
    _interval: String,
    #[serde(rename = "timeout")]
    _timeout: String,
    #[serde(rename = "retries")]
    _retries: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Network {
    #[serde(rename = "ipam")]
    _ipam: BTreeMap<String, Vec<BTreeMap<String, String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Secret {
    file: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the project")
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn stack() -> Stack {
    serde_saphyr::from_str(&read("docker-compose.yml")).unwrap_or_else(|error| panic!("docker-compose.yml: {error}"))
}

/// What a command of the binary says about itself.
fn help(arguments: &[&str]) -> String {
    let binary = std::env::var_os("KINBIND_BINARY").map_or_else(|| root().join("target/debug/kinbind"), PathBuf::from);
    let output = Command::new(&binary)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}; `cargo build` makes it", binary.display()));
    assert!(output.status.success(), "kinbind {arguments:?}");
    String::from_utf8(output.stdout).expect("help is text")
}

/// Every `KINBIND_…` name in a text.
fn settings(text: &str) -> BTreeSet<&str> {
    text.match_indices("KINBIND_")
        .map(|(start, _)| {
            let end =
                text[start..].find(|c: char| !c.is_ascii_uppercase() && c != '_').map_or(text.len(), |n| start + n);
            &text[start..end]
        })
        .collect()
}

#[test]
fn every_setting_named_is_one_that_the_binary_has() {
    let help = help(&["serve", "--help"]);
    let known = settings(&help);
    for file in ["docker-compose.yml", "Dockerfile", "docs/operations.md"] {
        let text = read(file);
        let unknown: Vec<_> = settings(&text).difference(&known).copied().collect();
        assert!(unknown.is_empty(), "{file} names {unknown:?}, which `kinbind serve --help` does not");
    }
}

#[test]
fn every_setting_of_the_binary_is_in_the_operators_table() {
    let help = help(&["serve", "--help"]);
    let table = read("docs/operations.md");
    let missing: Vec<_> = settings(&help).difference(&settings(&table)).copied().collect();
    assert!(missing.is_empty(), "docs/operations.md lacks {missing:?}");
}

#[test]
fn every_command_named_is_one_that_the_binary_has() {
    let help = help(&["--help"]);
    let ours = stack().services.into_values().filter(|service| service.image == "kinbind");
    let mut named: Vec<_> = ours.map(|service| service.command.join(" ")).collect();
    let dockerfile = read("Dockerfile");
    named.push(dockerfile.split("\nCMD [\"").nth(1).unwrap().split('"').next().unwrap().to_owned());
    assert_eq!(named.len(), 3);
    for command in named {
        assert!(help.lines().any(|line| line.trim_start().starts_with(&command)), "kinbind has no `{command}`");
    }
}

#[test]
fn networks_secrets_volumes_and_services_named_are_declared() {
    let stack = stack();
    for (name, service) in &stack.services {
        let networks: Vec<_> = match &service.networks {
            Attached::Names(names) => names.iter().collect(),
            Attached::Addresses(addresses) => addresses.keys().collect(),
        };
        assert!(networks.iter().all(|network| stack.networks.contains_key(*network)), "{name}: networks");
        assert!(service.secrets.iter().all(|secret| stack.secrets.contains_key(secret)), "{name}: secrets");
        for volume in service.volumes.iter().filter(|volume| !volume.starts_with("./")) {
            assert!(stack.volumes.contains_key(volume.split(':').next().unwrap()), "{name}: volume {volume}");
        }
        for (other, dependency) in &service.depends_on {
            let other_service = stack.services.get(other).unwrap_or_else(|| panic!("{name} depends on {other}"));
            let has_check = other_service.healthcheck.is_some()
                || (other_service.image == "kinbind" && read("Dockerfile").contains("\nHEALTHCHECK "));
            assert!(dependency.condition != Condition::ServiceHealthy || has_check, "{other} has no health check");
        }
    }
}

#[test]
fn every_path_of_the_stack_exists_or_is_a_secret_that_the_manual_explains() {
    let stack = stack();
    let builds = stack.services.values().filter_map(|service| service.build.clone());
    let mounts = stack.services.values().flat_map(|service| &service.volumes).filter(|volume| volume.starts_with("./"));
    let mounts = mounts.map(|volume| volume.split(':').next().unwrap().to_owned());
    let (manual, own) = (read("docs/operations.md"), read("deploy/.gitignore"));
    for path in builds.chain(mounts) {
        assert!(root().join(&path).exists(), "{path}");
    }
    for Secret { file } in stack.secrets.values() {
        let name = file.strip_prefix("./deploy").unwrap_or_else(|| panic!("{file} lies outside deploy/"));
        assert!(own.lines().any(|line| line == name), "{file} could be committed");
        assert!(manual.contains(file.trim_start_matches("./")), "docs/operations.md does not say how to make {file}");
    }
}

#[test]
fn every_variable_of_the_stack_is_in_the_example() {
    let (text, example) = (read("docker-compose.yml"), read("deploy/stack.env.example"));
    for variable in text.split("${").skip(1).map(|rest| rest.split([':', '}']).next().unwrap()) {
        assert!(example.lines().any(|line| line.split('=').next() == Some(variable)), "{variable}");
    }
}

#[test]
fn two_replicas_believe_the_proxy_and_nobody_else() {
    let stack = stack();
    assert_eq!(stack.services["api"].deploy.as_ref().unwrap().replicas, 2);
    let Attached::Addresses(addresses) = &stack.services["proxy"].networks else { panic!("no fixed address") };
    assert_eq!(stack.services["api"].environment["KINBIND_TRUSTED_PROXIES"], addresses["inside"].ipv4_address);
    assert!(read("deploy/Caddyfile").contains("name api\n"), "the proxy asks for the replicas by their service's name");
}

#[test]
fn every_copied_path_exists_and_is_let_into_the_build_context() {
    let (dockerfile, ignore) = (read("Dockerfile"), read(".dockerignore"));
    assert_eq!(ignore.lines().nth(1), Some("*"), "everything stays out that is not named");
    let copies =
        dockerfile.lines().filter_map(|line| line.strip_prefix("COPY ")).filter(|rest| !rest.starts_with("--"));
    let mut checked = 0;
    for copy in copies {
        let paths: Vec<_> = copy.split_whitespace().collect();
        for source in &paths[..paths.len() - 1] {
            assert!(root().join(source).exists(), "{source}");
            assert!(ignore.lines().any(|line| line.strip_prefix('!') == Some(source)), "{source} is not let in");
            checked += 1;
        }
    }
    assert!(checked > 5);
}
