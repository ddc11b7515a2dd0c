//! What is measured, in which order, and what must hold.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::browser::{Browser, FirstVisit};
use crate::database::{self, Engine, Postgres};
use crate::figures::{Table, median, milliseconds};
use crate::load::CONCURRENCY;
use crate::plans::{ENOUGH_TO_TELL, Plans};
use crate::review::{self, Waits};
use crate::server::{Installation, Server};
use crate::{family, forms, limits, roster, staff};

/// Sign-ins a second must come so near to the bare argon2id limit.
const SIGN_IN_RATIO: f64 = 0.8;
/// What a teacher waits for in the largest city takes no more than so many times what it takes in the smallest.
const FLAT: f64 = 3.0;
/// People who wait to sign in at the same moment, as on the first evening of a school year.
const CROWD: usize = 100;
/// A server that has had nothing to do for so long is idle.
const IDLE: Duration = Duration::from_secs(3);

/// One of the things that are measured.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// What parents wait for, sign-ins, forms.
    Parents,
    /// What teachers wait for, and how soon accounts are there.
    Review,
    /// A city's children, brought at once.
    Import,
}

impl Part {
    pub(crate) const NAMES: &str = "--only needs parents, review or import";

    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "parents" => Some(Self::Parents),
            "review" => Some(Self::Review),
            "import" => Some(Self::Import),
            _ => None,
        }
    }

    /// What its size counts.
    fn counts(self) -> &'static str {
        match self {
            Self::Parents => "applications",
            Self::Review => "applications-to-review",
            Self::Import => "students",
        }
    }
}

/// How much is measured.
pub(crate) struct Plan {
    /// Everything where there is none.
    pub(crate) only: Option<Part>,
    /// Applications in the database while parents apply and sign in.
    sizes: &'static [u32],
    /// Applications in the database while teachers review.
    review_sizes: &'static [u32],
    students: u32,
    parents: usize,
    /// The first parents only warm up.
    warm_up: usize,
    starts: usize,
    forms: usize,
    rounds: usize,
    time: Duration,
}

impl Plan {
    pub(crate) const FULL: Self = Self {
        only: None,
        sizes: &[10_000, 100_000],
        review_sizes: &[1_000, 100_000, 1_000_000],
        students: 250_000,
        parents: 2_000,
        warm_up: 50,
        starts: 9,
        forms: 20,
        rounds: 5,
        time: Duration::from_secs(3),
    };
    /// Enough to see that it works; the smallest city whose classes have [`CROWD`] teachers.
    pub(crate) fn quick(only: Option<Part>) -> Self {
        Self {
            only,
            sizes: &[6_000],
            review_sizes: &[1_000],
            students: 5_000,
            parents: 100,
            warm_up: 20,
            starts: 3,
            forms: 3,
            rounds: 1,
            time: Duration::from_secs(1),
        }
    }

    /// What is measured, each with how many there are of what it counts.
    fn parts(&self) -> impl Iterator<Item = (Part, u32)> {
        let sized = |part, sizes: &'static [u32]| sizes.iter().map(move |size| (part, *size));
        let all = sized(Part::Parents, self.sizes)
            .chain(sized(Part::Review, self.review_sizes))
            .chain([(Part::Import, self.students)]);
        all.filter(|(part, _)| self.only.is_none_or(|only| only == *part))
    }
}

/// What was measured.
#[derive(Default)]
pub(crate) struct Report {
    visit: Table,
    table: Table,
    review: Table,
    import: Table,
    /// In words.
    plans: Vec<String>,
    /// The promises that don't hold.
    pub(crate) broken: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{}\n{}\n{}\n{}\n{}", self.visit, self.table, self.review, self.import, self.plans.join("\n"))
    }
}

/// A folder that is gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn make() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("kinbind-bench-{}", std::process::id()));
        std::fs::create_dir(&folder).with_context(|| format!("make {}", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("remove {} yourself: {error}", self.0.display());
        }
    }
}

/// Measures every part and size on both databases.
pub(crate) async fn run(kinbind: &Path, administrator: &str, plan: &Plan) -> Result<Report> {
    let (folder, postgres) = (Folder::make()?, Postgres::durable(administrator).await?);
    let mut report = Report::default();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let mut waits = Vec::new();
        for (part, size) in plan.parts() {
            eprintln!("==> {} with {size} {}", engine.name(), part.counts());
            let data = folder.0.join(format!("{}-{size}-{}", engine.name(), part.counts()));
            std::fs::create_dir(&data)?;
            let database_url = match engine {
                Engine::Sqlite => format!("sqlite://{}", data.join("kinbind.db").display()),
                Engine::Postgres => postgres.create("bench").await?,
            };
            let city = Installation { kinbind: kinbind.into(), data, database_url };
            match part {
                Part::Parents => measure(&city, engine, size, plan, &mut report).await?,
                Part::Review => {
                    let http = Browser::connections()?;
                    load(&city, engine, size, &mut report.review).await?;
                    if engine == Engine::Postgres && size >= ENOUGH_TO_TELL {
                        explain(&city, &http, size, &mut report).await?;
                    }
                    waits.push(review::measure(&city, &http, plan.time, plan.rounds, &mut report.review).await?);
                }
                Part::Import => roster::measure(&city, engine, size as usize, &mut report.import).await?,
            }
            // A million applications need not lie beside the next ones.
            std::fs::remove_dir_all(&city.data)?;
        }
        report.broken.extend(grown(engine, &waits));
    }
    Ok(report)
}

/// What takes the longer the larger the city is; the sizes go up.
fn grown(engine: Engine, waits: &[Waits]) -> Vec<String> {
    let (Some(smallest), Some(largest)) = (waits.first(), waits.last()) else { return Vec::new() };
    let both = [("a page of the grid", smallest.page, largest.page), ("a batch", smallest.batch, largest.batch)];
    let times = both.map(|(what, least, most)| (what, most.as_secs_f64() / least.as_secs_f64()));
    let grown = times.into_iter().filter(|(_, times)| *times > FLAT);
    grown.map(|(what, times)| format!("{what} on {}: {times:.1} times of the smallest city's", engine.name())).collect()
}

/// Fills the database with invented applications.
async fn load(city: &Installation, engine: Engine, size: u32, table: &mut Table) -> Result<()> {
    table.add("database", engine.name());
    table.add("applications", size.to_string());
    table.add("loaded in, s", format!("{:.1}", city.load(size).await?.as_secs_f64()));
    if engine == Engine::Postgres {
        database::settle(&city.database_url).await?;
    }
    Ok(())
}

/// Shows how the grid's page is found, and sees that it is by indexes.
async fn explain(city: &Installation, http: &reqwest::Client, size: u32, report: &mut Report) -> Result<()> {
    let plans = Plans::of_grid(city, http).await?;
    report.plans.push(format!("The grid's page on PostgreSQL with {size}:\n{}\n", plans.of_page()?));
    let broken = plans.whole_tables().into_iter().map(|step| format!("a page of the grid with {size}: {step}"));
    report.broken.extend(broken);
    Ok(())
}

async fn measure(city: &Installation, engine: Engine, size: u32, plan: &Plan, report: &mut Report) -> Result<()> {
    let http = Browser::connections()?;
    let table = &mut report.table;
    load(city, engine, size, table).await?;
    table.add("start-up to ready, ms (median)", start_up(city, &http, plan).await?);
    let (server, _) = city.serve(&http).await?;
    tokio::time::sleep(IDLE).await;
    table.add("idle memory, MiB", format!("{:.0}", server.memory()?));
    if report.visit.is_empty() {
        first_visit(&http, &server, report).await?;
    }
    parents(city, &server, &http, engine, size, plan, &mut report.table).await?;
    sign_ins(&server, &http, engine, size, plan, report).await?;
    report.table.add("memory after all that, MiB", format!("{:.0}", server.memory()?));
    server.stop().await?;
    let next_parent = plan.warm_up + plan.parents;
    forms::print(city, &http, next_parent, size as usize / 2, plan.forms, &mut report.table).await
}

async fn start_up(city: &Installation, http: &reqwest::Client, plan: &Plan) -> Result<String> {
    let mut times = Vec::new();
    for _ in 0..plan.starts {
        let (server, ready) = city.serve(http).await?;
        times.push(ready.as_secs_f64());
        server.stop().await?;
    }
    Ok(milliseconds(Duration::from_secs_f64(median(times))))
}

async fn first_visit(http: &reqwest::Client, server: &Server, report: &mut Report) -> Result<()> {
    // Each page brings one of the apps.
    for (app, path) in [
        ("parents", "/"),
        ("progress", "/progress"),
        ("accounts", "/sign-in"),
        ("review", "/review"),
        ("office", "/staff/school"),
        ("bureau", "/bureau/census"),
        ("protection", "/protection"),
        ("services", "/consent-request"),
    ] {
        report.visit.add("first visit, brotli bytes", app);
        for share in FirstVisit::make(http, &server.origin, path).await?.shares() {
            report.visit.add(share.name, format!("{} of {}", share.bytes, share.limit));
            if share.bytes > share.limit {
                let over = format!("{} {} of {} bytes", share.name, share.bytes, share.limit);
                report.broken.push(format!("first visit of {app}: {over}"));
            }
        }
    }
    Ok(())
}

async fn parents(
    city: &Installation,
    server: &Server,
    http: &reqwest::Client,
    engine: Engine,
    size: u32,
    plan: &Plan,
    table: &mut Table,
) -> Result<()> {
    // A file of its own on SQLite, because the service holds the writer's place on the other.
    let limit_url = match engine {
        Engine::Sqlite => format!("sqlite://{}", city.data.join("limit.db").display()),
        Engine::Postgres => city.database_url.clone(),
    };
    let before = limits::inserts_per_second(engine, &limit_url, plan.time).await?;
    let (mailbox, pupils) = (city.mailbox(), size as usize / 2);
    family::apply(http, &server.origin, &mailbox, 0..plan.warm_up, pupils).await?;
    let measured = plan.warm_up..plan.warm_up + plan.parents;
    let figures = family::apply(http, &server.origin, &mailbox, measured, pupils).await?;
    let after = limits::inserts_per_second(engine, &limit_url, plan.time).await?;
    table.add("code check, p50 / p99 ms", figures.code_check.cell());
    table.add("student look-up, p50 / p99 ms", figures.look_up.cell());
    table.add("submit, one child, p50 / p99 ms", figures.submit.cell());
    let (submits, inserts) = (figures.submit.per_second(), (before + after) / 2.0);
    table.add("submits a second", format!("{submits:.0}"));
    table.add("bare durable inserts a second", format!("{inserts:.0} ({before:.0}, {after:.0})"));
    Ok(())
}

/// The limit is measured right before and after each round, because machines are noisy.
async fn sign_ins(
    server: &Server,
    http: &reqwest::Client,
    engine: Engine,
    size: u32,
    plan: &Plan,
    report: &mut Report,
) -> Result<()> {
    let (mut limits, mut rates, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..plan.rounds {
        let before = limits::argon2_per_second(plan.time).await?;
        let rate = staff::sign_ins(http, &server.origin, 2 * CONCURRENCY, plan.time).await?.per_second();
        let after = limits::argon2_per_second(plan.time).await?;
        let limit = (before + after) / 2.0;
        limits.push(limit);
        rates.push(rate);
        ratios.push(rate / limit);
    }
    let crowd = staff::sign_ins(http, &server.origin, CROWD, 2 * plan.time).await?;
    let ratio = median(ratios);
    report.table.add("sign-ins a second", format!("{:.1}", median(rates)));
    report.table.add("bare argon2id a second", format!("{:.1}", median(limits)));
    report.table.add("ratio of the two (median of rounds)", format!("{ratio:.2}"));
    report.table.add(&format!("sign-in with {CROWD} waiting, p50 / p99 ms"), crowd.cell());
    if ratio < SIGN_IN_RATIO {
        let name = engine.name();
        report
            .broken
            .push(format!("sign-ins on {name} with {size}: {ratio:.2} of the bare limit, not {SIGN_IN_RATIO}"));
    }
    Ok(())
}
