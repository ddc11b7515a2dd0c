//! Application forms as PDF, one after the other.

use std::time::Instant;

use anyhow::{Result, ensure};

use crate::family::{self, NAMES};
use crate::figures::{Table, median};
use crate::server::Installation;

const FONTS: &str = "/usr/share/fonts";

/// Has the forms of a parent with an everyday name and of one with a rare one printed so often.
pub(crate) async fn print(
    city: &Installation,
    http: &reqwest::Client,
    first_parent: usize,
    pupils: usize,
    times: usize,
    table: &mut Table,
) -> Result<()> {
    let (server, _) = city.serve_with(http, &[("KINBIND_FONT_DIRS", FONTS)]).await?;
    let before = server.memory()?;
    let parents = first_parent..first_parent + NAMES.len();
    let sent = family::apply(http, &server.origin, &city.mailbox(), parents, pupils).await?.sent;
    for (serial, (mut browser, application)) in (first_parent..).zip(sent) {
        let path = format!("/binding-applications/{application}/form.pdf");
        let kind = if serial % NAMES.len() == 0 { "everyday" } else { "rare" };
        let mut milliseconds = Vec::new();
        let mut bytes = 0;
        for _ in 0..times {
            let start = Instant::now();
            let pdf = browser.download(&path).await?;
            milliseconds.push(start.elapsed().as_secs_f64() * 1000.0);
            ensure!(pdf.starts_with(b"%PDF"), "{path} answered something else than a PDF");
            bytes = pdf.len();
        }
        table.add(&format!("form.pdf, {kind} name, ms (median)"), format!("{:.0}", median(milliseconds)));
        table.add(&format!("form.pdf, {kind} name, bytes"), bytes.to_string());
    }
    table.add("memory before / after forms, MiB", format!("{before:.0} / {:.0}", server.memory()?));
    server.stop().await
}
