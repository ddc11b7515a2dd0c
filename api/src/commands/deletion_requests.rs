//! `deletion-requests`: who asked for deletion, and carrying it out.

use crate::{
    features::personal_data::{self, CarriedOut},
    state::State,
};
use anyhow::{Result, anyhow};
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
/// When the database can't be written; nothing is removed then.
pub async fn carry_out(state: &State, id: Uuid) -> Result<bool> {
    let outcome = personal_data::carry_out(state, id).await.map_err(|error| anyhow!(error.in_words()))?;
    match outcome {
        CarriedOut::Done => println!("{id} is carried out; backups made before still hold the data"),
        CarriedOut::NotOpen => println!("no request {id} is open"),
        CarriedOut::IsHomeroomTeacher => {
            println!("whoever asked has a class; import the school's staff without this person first");
        }
    }
    Ok(outcome == CarriedOut::Done)
}
