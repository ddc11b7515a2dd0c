//! What a first visit may cost, in bytes on the wire (brotli), and what it does cost.

use std::fs;
use std::path::Path;

use anyhow::Result;
use shared_types::pages::Bundle;

use crate::assets;

const KIB: u64 = 1024;

struct Budget {
    what: &'static str,
    limit: u64,
    /// For the pages that staff open every day, on the school's machines and out of the browser's cache.
    staff_limit: u64,
    /// Whether a file, by name, counts for a visit to a bundle.
    counts: fn(app: &str, name: &str) -> bool,
}

/// The limits of the design, for each bundle on its own, because a visit loads one.
const BUDGETS: [Budget; 3] = [
    Budget {
        what: "HTML + CSS",
        limit: 20 * KIB,
        staff_limit: 20 * KIB,
        counts: |app, name| name == format!("{app}.html") || name.ends_with(".css"),
    },
    Budget {
        what: "JavaScript",
        limit: 15 * KIB,
        staff_limit: 15 * KIB,
        counts: |app, name| belongs(app, name) && name.ends_with(".js"),
    },
    Budget {
        what: "WebAssembly",
        limit: 230 * KIB,
        staff_limit: 260 * KIB,
        counts: |app, name| belongs(app, name) && name.ends_with(".wasm"),
    },
];

fn belongs(app: &str, name: &str) -> bool {
    name.strip_prefix(app).is_some_and(|rest| rest.starts_with('-'))
}

/// For each language on its own, because a visit loads one. Staff's holds the texts of all.
const LANGUAGE_LIMITS: [(&str, u64); 2] = [("locale-", 12 * KIB), ("staff-locale-", 24 * KIB)];

struct Served {
    name: String,
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Prints the table and answers with what is over its limit.
pub(crate) fn report(dist: &Path) -> Result<Vec<String>> {
    let files = measure(dist)?;
    println!("{:<34} {:>9} {:>9} {:>9}", "web-yew/dist", "raw", "gzip", "brotli");
    for file in &files {
        println!("{:<34} {:>9} {:>9} {:>9}", file.name, file.raw, file.gzip, file.brotli);
    }
    println!("{:<34} {:>9} {:>9} {:>9}", "budget (brotli)", "", "limit", "is");
    let mut over = Vec::new();
    for (what, is, limit) in totals(&files) {
        let verdict = if is <= limit { "" } else { "  OVER" };
        println!("{what:<34} {:>9} {limit:>9} {is:>9}{verdict}", "");
        if is > limit {
            over.push(format!("{what} {is} of {limit} bytes"));
        }
    }
    Ok(over)
}

fn totals(files: &[Served]) -> Vec<(String, u64, u64)> {
    let mut lines = Vec::new();
    for bundle in Bundle::ALL {
        let app = bundle.name();
        for budget in &BUDGETS {
            let limit = if bundle.is_for_staff() { budget.staff_limit } else { budget.limit };
            let is = files.iter().filter(|file| (budget.counts)(app, &file.name)).map(|file| file.brotli).sum();
            lines.push((format!("{app}: {}", budget.what), is, limit));
        }
    }
    for (beginning, limit) in LANGUAGE_LIMITS {
        let languages = files.iter().filter(|file| file.name.starts_with(beginning));
        lines.extend(languages.map(|file| (file.name.clone(), file.brotli, limit)));
    }
    lines
}

fn measure(dist: &Path) -> Result<Vec<Served>> {
    let mut files = Vec::new();
    for path in assets::tree(dist)? {
        let name = path.strip_prefix(dist)?.to_string_lossy().into_owned();
        if !name.ends_with(".br") && !name.ends_with(".gz") {
            let size = |suffix: &str| fs::metadata(dist.join(format!("{name}{suffix}"))).map(|file| file.len());
            files.push(Served { raw: size("")?, gzip: size(".gz")?, brotli: size(".br")?, name });
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dist(style_bytes: usize) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, size) in
            [("apply.html", 100), ("account.html", 50), ("style-a.css", style_bytes), ("locale-en-b.json", 13_000)]
        {
            for suffix in ["", ".gz", ".br"] {
                fs::write(folder.path().join(format!("{name}{suffix}")), vec![b' '; size]).unwrap();
            }
        }
        folder
    }

    #[test]
    fn html_and_css_count_together_and_each_language_on_its_own() {
        let over = report(dist(20_380).path()).unwrap();
        assert_eq!(over, ["locale-en-b.json 13000 of 12288 bytes"]);
        let over = report(dist(20_381).path()).unwrap();
        assert_eq!(over, ["apply: HTML + CSS 20481 of 20480 bytes", "locale-en-b.json 13000 of 12288 bytes"]);
    }
}
