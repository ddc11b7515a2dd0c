//! The chain: each event's hash is over the one before, so that none can be changed, left out or moved unnoticed.

use super::repository;
use crate::{
    crypto::sha256_hex,
    entity::{audit_event, audit_link},
    problem::ApiResult,
    state::State,
};
use time::Duration;

/// One linker at a time, in the whole city.
const CHAIN: &str = "audit_chain";
/// Events at a time.
const BATCH: u64 = 500;
/// Longer than that, nobody links.
const LINKED_WITHIN: Duration = Duration::minutes(1);

/// Puts what was committed into the chain, in the order of the ids, and signs where it ends. Returns how many.
///
/// # Errors
/// The database's.
pub async fn link(state: &State) -> ApiResult<usize> {
    let mut linked = 0;
    while repository::has_unlinked(state.database.reader()).await? {
        let transaction = state.database.begin().await?;
        transaction.take_turns(CHAIN, [""]).await?;
        let events = repository::unlinked(&*transaction, BATCH).await?;
        let (mut sequence, mut hash) = head_of(repository::head(&*transaction).await?);
        let mut links = Vec::with_capacity(events.len());
        for event in &events {
            sequence += 1;
            hash = hash_of(sequence, &hash, event);
            let hash = hash.clone();
            links.push(audit_link::Model { sequence, event_id: event.id, hash, signing_key: None, signature: None });
        }
        if let Some(last) = links.last_mut() {
            let (key, signature) = state.keys.sign(&head_text(sequence, &hash));
            (last.signing_key, last.signature) = (Some(i32::from(key)), Some(signature));
        }
        repository::insert_links(&*transaction, links).await?;
        transaction.commit().await?;
        linked += events.len();
        metrics::gauge!("kinbind_audit_sequence").set(sequence as f64);
        // A log that is kept elsewhere holds a copy of every end: what is cut off shows against it.
        tracing::info!(sequence, hash, "audit chain");
    }
    Ok(linked)
}

fn head_of(head: Option<audit_link::Model>) -> (i64, String) {
    head.map_or_else(|| (0, String::new()), |link| (link.sequence, link.hash))
}

/// The text is the contract: whoever checks the chain without us makes the same.
fn hash_of(sequence: i64, before: &str, event: &audit_event::Model) -> String {
    let text = serde_json::json!([
        sequence,
        before,
        event.id,
        event.occurred_at.unix_timestamp_nanos() / 1_000_000,
        event.actor,
        event.actor_id,
        event.role,
        event.action,
        event.subject,
        event.subject_id,
        event.school_code,
        event.reason,
        event.trace_id,
    ]);
    sha256_hex(&text.to_string())
}

fn head_text(sequence: i64, hash: &str) -> Vec<u8> {
    format!("kinbind audit chain {sequence} {hash}").into_bytes()
}

/// What `doctor` says of the trail.
pub struct Report {
    /// Number and hash of the last link.
    pub head: (i64, String),
    pub broken: Option<Broken>,
    /// Events that nobody has linked in time.
    pub left_over: u64,
}

/// The first link that isn't as it was made.
#[derive(Debug, PartialEq, Eq)]
pub struct Broken {
    pub sequence: i64,
    pub why: &'static str,
}

/// Goes through the whole chain. `noted` is a number and hash that somebody wrote down elsewhere.
///
/// # Errors
/// The database's.
pub async fn verify(state: &State, noted: Option<&(i64, String)>) -> ApiResult<Report> {
    let connection = state.database.reader();
    let left_over = repository::count_left_over(connection, state.now() - LINKED_WITHIN).await?;
    let (mut sequence, mut hash, mut is_signed) = (0, String::new(), true);
    let mut broken = None;
    'chain: loop {
        let part = repository::links_after(connection, sequence, BATCH).await?;
        if part.is_empty() {
            break;
        }
        for (link, event) in part {
            if let Some(why) = fault(state, sequence, &hash, &link, event.as_ref(), noted) {
                broken = Some(Broken { sequence: sequence + 1, why });
                break 'chain;
            }
            (sequence, hash, is_signed) = (link.sequence, link.hash, link.signature.is_some());
        }
    }
    if broken.is_none() && !is_signed {
        broken = Some(Broken { sequence, why: "the chain ends without a signature: its end was cut off" });
    }
    if broken.is_none() && noted.is_some_and(|(number, _)| *number > sequence) {
        broken = Some(Broken { sequence: sequence + 1, why: "the chain ends before what was noted: it was cut off" });
    }
    Ok(Report { head: (sequence, hash), broken, left_over })
}

fn fault(
    state: &State,
    sequence: i64,
    before: &str,
    link: &audit_link::Model,
    event: Option<&audit_event::Model>,
    noted: Option<&(i64, String)>,
) -> Option<&'static str> {
    let Some(event) = event else { return Some("its event is gone") };
    if link.sequence != sequence + 1 {
        return Some("the link is gone");
    }
    if link.hash != hash_of(link.sequence, before, event) {
        return Some("its event, or the order, was changed");
    }
    if let (Some(key), Some(signature)) = (link.signing_key, &link.signature) {
        let is_ours = u8::try_from(key)
            .is_ok_and(|key| state.keys.is_signed(key, &head_text(link.sequence, &link.hash), signature));
        if !is_ours {
            return Some("its signature is not ours: the chain was made anew, or the signing key is gone");
        }
    }
    match noted {
        Some((number, hash)) if *number == link.sequence && *hash != link.hash => Some("it isn't what was noted"),
        _ => None,
    }
}
