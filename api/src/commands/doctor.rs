//! `doctor`: says in words what is wrong.

mod keys;

use crate::{
    features::{audit, binding::signing, mail_delivery, personal_data, registry, staff},
    jobs,
    state::State,
};
use anyhow::{Result, anyhow};
use kinbind_application_form::FontReport;

/// Looks at the database, the keys and the outbox. Returns whether all is well. `noted` is the end of the audit trail
/// as an earlier doctor printed it.
///
/// # Errors
/// When the database can't be asked.
pub async fn doctor(state: &State, noted: Option<&(i64, String)>) -> Result<bool> {
    state.database.reader().ping().await?;
    println!("ok    the database answers");
    let mut is_well = true;
    is_well &= tell_keys(&keys::check(state).await?);
    let (signatures, wrong) = signing::check_all(state).await.map_err(|error| anyhow!(error.in_words()))?;
    println!("ok    {} of {signatures} signatures are as they were signed", signatures - wrong.len() as u64);
    for application in &wrong {
        is_well = false;
        println!("WRONG the evidence of application {application} was changed, or its signing key is gone");
    }
    let requests = personal_data::open_requests(state).await.map_err(|error| anyhow!(error.in_words()))?;
    println!("ok    {} people wait for deletion of their data", requests.len());
    for request in requests.iter().filter(|request| request.is_overdue) {
        is_well = false;
        println!("WRONG the deletion request {} should have been answered by now", request.id);
    }
    if staff::has_officer(state).await.map_err(|error| anyhow!(error.in_words()))? {
        println!("ok    the bureau has an officer");
    } else {
        println!("note  the bureau has no officer, who grants roles: `kinbind appoint-officer <sign-in name>`");
    }
    is_well &= tell_audit(&audit::verify(state, noted).await.map_err(|error| anyhow!(error.in_words()))?);
    let (asked, overdue) = registry::waiting(state).await.map_err(|error| anyhow!(error.in_words()))?;
    println!("ok    {asked} applications wait for the household registry");
    if overdue > 0 {
        is_well = false;
        println!("WRONG {overdue} of them have waited too long: is a worker running?");
    }
    is_well &= tell_fonts(&state.forms.font_report().await?);
    let lost = mail_delivery::lost(state).await.map_err(|error| anyhow!(error.in_words()))?;
    if lost > 0 {
        println!(
            "note  {lost} mails were refused or came back; schools see those about open applications in their list"
        );
    }
    let backlog = jobs::backlog(state).await?;
    println!("ok    {} jobs wait in the outbox", backlog.pending);
    if backlog.overdue > 0 {
        is_well = false;
        println!("WRONG {} of them should have run minutes ago: is a worker running?", backlog.overdue);
    }
    if backlog.dead > 0 {
        is_well = false;
        println!("WRONG {} jobs were given up; mend the cause, then `kinbind outbox-retry`:", backlog.dead);
        for job in backlog.dead_jobs {
            let cause = job.last_error.unwrap_or_else(|| "no cause noted".into());
            println!("      {} {} after {} tries: {cause}", job.id, job.kind, job.attempts);
        }
    }
    Ok(is_well)
}

/// Whether the keys are those of this database.
fn tell_keys(report: &keys::Report) -> bool {
    match (report.tried, report.unopened.len()) {
        (0, _) => println!("ok    nothing personal is stored yet"),
        (_, 0) => println!("ok    the keys open what is stored"),
        (tried, unopened) if tried == unopened => {
            println!("WRONG the keys don't open what is stored: KINBIND_KEYS_FILE belongs to another database");
        }
        _ => {
            println!(
                "WRONG not all that is stored opens: keys are missing in KINBIND_KEYS_FILE, or values were changed"
            );
        }
    }
    for (place, key) in &report.unopened {
        println!("      {}.{}: sealed with key {key}", place.table(), place.column());
    }
    report.unopened.is_empty()
}

/// Whether the audit trail is whole.
fn tell_audit(report: &audit::Report) -> bool {
    let (number, hash) = &report.head;
    match &report.broken {
        None => {
            println!("ok    the audit trail is whole up to number {number}; note this down elsewhere:");
            println!("      --audit-head {number}:{hash}");
        }
        Some(broken) => println!("WRONG the audit trail is broken at number {}: {}", broken.sequence, broken.why),
    }
    if report.left_over > 0 {
        println!("WRONG {} audit events aren't in the chain: is a worker running?", report.left_over);
    }
    report.broken.is_none() && report.left_over == 0
}

/// The end of the audit trail as `doctor` prints it.
///
/// # Errors
/// When it isn't a number, a colon and a hash.
pub fn audit_head(typed: &str) -> Result<(i64, String), String> {
    let read = typed.split_once(':').and_then(|(number, hash)| Some((number.parse().ok()?, hash.to_owned())));
    read.filter(|(number, _)| *number > 0).ok_or_else(|| "write it as doctor prints it: number:hash".into())
}

/// Whether application forms can be printed.
fn tell_fonts(report: &FontReport) -> bool {
    if !report.has_chinese {
        println!("WRONG no font has Chinese characters, so there are no application forms as PDF: install");
        println!("      fonts-cns11643-sung, or name a folder with such a font in KINBIND_FONT_DIRS");
        return false;
    }
    println!("ok    fonts for application forms: {}, and {} others", report.preferred.join(", "), report.others);
    if !report.lacking_extensions.is_empty() {
        let letters: Vec<String> = report.lacking_extensions.iter().map(char::to_string).collect();
        println!("note  names with characters of Unicode's extension {} get boxes: install", letters.join(", "));
        println!("      fonts-hanazono and fonts-babelstone-han, or a newer edition of 全字庫");
    }
    true
}
