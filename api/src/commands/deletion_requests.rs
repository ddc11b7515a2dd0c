//! `deletion-requests`: who asked for deletion, and the answers.

use crate::{
    features::personal_data::{self, CarriedOut},
    state::State,
};
use anyhow::{Context, Result, anyhow, bail};
use shared_types::taiwan_time;
use uuid::Uuid;

/// Prints the requests that are open.
///
/// # Errors
/// When the database can't be asked.
pub async fn list(state: &State) -> Result<()> {
    let open = personal_data::open_requests(state).await.map_err(|error| anyhow!(error.in_words()))?;
    println!("{} open", open.len());
    for request in open {
        let overdue = if request.is_overdue { "  OVERDUE" } else { "" };
        let due = taiwan_time::roc_date(request.due_at);
        println!("{}  due {due}  {}  {}{overdue}", request.id, request.name, request.sign_in_name);
    }
    Ok(())
}

/// Removes everything personal of whoever asked. Returns whether it did.
///
/// # Errors
/// When the database can't be written; nothing is removed then. When its files can't be compacted; it says so.
pub async fn carry_out(state: &State, id: Uuid) -> Result<bool> {
    let outcome = personal_data::carry_out(state, id).await.map_err(|error| anyhow!(error.in_words()))?;
    match outcome {
        CarriedOut::Done => {
            println!("{id} is carried out; backups made before still hold the data");
            compact(state).await?;
        }
        CarriedOut::NotOpen => println!("no request {id} is open"),
        CarriedOut::IsHomeroomTeacher => {
            println!("whoever asked has a class, which the school's registrar gives to somebody else first");
        }
    }
    Ok(outcome == CarriedOut::Done)
}

/// Has the database's files drop what removed data left behind in them.
///
/// # Errors
/// When they can't be compacted now; what was removed stays removed.
pub async fn compact(state: &State) -> Result<()> {
    state.database.forget_deleted().await.context(
        "what was carried out is erased, but the database's files are not yet compacted and still hold it; \
         run `kinbind deletion-requests compact` again",
    )?;
    println!("the database's files are compacted");
    Ok(())
}

/// Answers a request with no, by mail. Returns whether it did.
///
/// # Errors
/// When the database can't be written.
pub async fn decline(state: &State, id: Uuid, reason: &str) -> Result<bool> {
    if reason.trim().is_empty() {
        bail!("the reason is empty; it goes in the mail");
    }
    let is_declined = personal_data::decline(state, id, reason).await.map_err(|error| anyhow!(error.in_words()))?;
    match is_declined {
        true => println!("{id} is declined; a mail says why"),
        false => println!("no request {id} is open"),
    }
    Ok(is_declined)
}
