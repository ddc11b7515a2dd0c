//! `bounce`: what a mail server pipes the mails to that come to the return path.

use crate::{features::mail_delivery, state::State};
use anyhow::{Context, Result, anyhow};
use std::io::{self, Read};

/// A report is small; what is longer isn't read to its end.
const LONGEST: u64 = 1 << 20;

/// Notes a mail of ours that came back. Anything else, an answer by a person or by a vacation programme, is no error: a
/// mail server that hears of one would bounce the bounce.
///
/// # Errors
/// When the mail can't be read, or the database can't be asked: the mail server then tries again.
pub async fn bounce(state: &State) -> Result<()> {
    let mut raw = Vec::new();
    io::stdin().lock().take(LONGEST).read_to_end(&mut raw).context("the mail can't be read from standard input")?;
    let Some(bounce) = mail_delivery::read_report(&raw) else {
        println!("no report on a mail of ours");
        return Ok(());
    };
    let is_new = mail_delivery::record_bounce(state, &bounce).await.map_err(|error| anyhow!(error.in_words()))?;
    println!("{} {}: {}", bounce.mail, bounce.status, if is_new { "noted" } else { "nothing to note" });
    Ok(())
}
