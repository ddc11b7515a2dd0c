//! What the grid shows and what becomes of decisions: the API's part of the work.

use super::{
    query::View,
    results::{Deed, Made, Outcome},
};
use crate::{
    api::{self, ApiError},
    browser,
    session::{Loaded, SessionContext},
    task::{self, use_asking_again},
};
use shared_types::{
    application::{AccountState, ReturnReason},
    limits,
    objection::ObjectionState,
    problem::ProblemCode,
    review::{
        DecideApplications, Decision, DecisionOutcome, DecisionResult, ReviewPage, ReviewQuery, ReviewRow, ReviewState,
        UndoDecisions, UndoResult,
    },
};
use std::{cell::Cell, rc::Rc, time::Duration};
use uuid::Uuid;
use yew::prelude::*;

/// A large batch is sent in parts of so many, so that it can be seen how far it has got.
pub const ROWS_AT_ONCE: usize = 25;

/// An account is there within seconds.
const OPENING: Duration = Duration::from_secs(4);

/// A page, and what was asked for when it was loaded.
#[derive(Clone, PartialEq)]
pub struct LoadedPage {
    pub query: ReviewQuery,
    pub page: ReviewPage,
    pub rows: Rc<Vec<ReviewRow>>,
}

/// A page of the grid and the way to load it again.
pub struct Grid {
    pub page: Loaded<LoadedPage>,
    pub loading: bool,
    pub reload: Callback<()>,
}

impl Grid {
    pub fn rows(&self) -> Rc<Vec<ReviewRow>> {
        self.page.present().map(|loaded| loaded.rows.clone()).unwrap_or_default()
    }
}

/// Loads the page that the address asks for; the old one stays on screen meanwhile.
#[hook]
pub fn use_grid(class_id: Uuid, query: ReviewQuery, session: SessionContext) -> Grid {
    let page = use_state(|| Loaded::<LoadedPage>::Loading);
    let loading = use_state_eq(|| false);
    // Answers may overtake each other: only the one asked for last counts.
    let latest = use_memo((), |()| Cell::new(0_u32));
    // Quietly: whoever reads the page hears nothing of it, whether it goes well or not.
    let load = {
        let (page, loading) = (page.clone(), loading.clone());
        use_callback((class_id, query), move |quietly: bool, (class_id, query): &(Uuid, ReviewQuery)| {
            let (class_id, query) = (*class_id, query.clone());
            let (page, loading, session) = (page.clone(), loading.clone(), session.clone());
            let (number, latest) = (latest.get() + 1, latest.clone());
            latest.set(number);
            if !quietly {
                loading.set(true);
            }
            task::spawn(async move {
                let answer = api::review::class_applications(class_id, &query.encode()).await;
                if latest.get() != number {
                    return;
                }
                loading.set(false);
                match answer {
                    Ok(mut loaded) => {
                        let rows = Rc::new(std::mem::take(&mut loaded.items));
                        page.set(Loaded::Present(LoadedPage { query, page: loaded, rows }));
                    }
                    // Something may be being typed.
                    Err(_) if quietly => {}
                    Err(error) if error.is_not_signed_in() => session.interrupt(),
                    Err(error) => page.set(Loaded::Failed(error)),
                }
            });
        })
    };
    let reload = use_callback(load.clone(), |(), load| load.emit(false));
    use_effect_with(reload.clone(), |reload| reload.emit(()));
    let rows = page.present().map(|loaded| loaded.rows.clone()).unwrap_or_default();
    let awaited = !*loading && rows.iter().any(|row| row.account == AccountState::Opening);
    let ask = use_callback((load, rows), |(), (load, rows)| {
        if rows.iter().any(opens_now) {
            load.emit(true);
        }
    });
    use_asking_again(awaited, OPENING, ask);
    Grid { page: (*page).clone(), loading: *loading, reload }
}

/// Whether the account is about to be there: not while the reader can take the approval back, or somebody objects.
fn opens_now(row: &ReviewRow) -> bool {
    row.account == AccountState::Opening
        && row.objection != Some(ObjectionState::Open)
        && row.undo.is_none_or(|made| made.undo_until <= browser::now())
}

/// All rows that match, up to as many as one batch decides on: as they are now, with the versions that a decision names.
pub async fn first_rows(class_id: Uuid, query: &ReviewQuery) -> Result<Vec<ReviewRow>, ApiError> {
    let query = ReviewQuery { page: 1, page_size: limits::PAGE_SIZE_MAX, ..query.clone() };
    api::review::class_applications(class_id, &query.encode()).await.map(|page| page.items)
}

/// All rows that match, on however many pages.
pub async fn all_rows(class_id: Uuid, query: &ReviewQuery) -> Result<Vec<ReviewRow>, ApiError> {
    let mut rows = Vec::new();
    for page in 1.. {
        let query = ReviewQuery { page, page_size: limits::PAGE_SIZE_MAX, ..query.clone() };
        let mut loaded = api::review::class_applications(class_id, &query.encode()).await?;
        rows.append(&mut loaded.items);
        if u64::from(page) * u64::from(limits::PAGE_SIZE_MAX) >= loaded.total {
            break;
        }
    }
    Ok(rows)
}

/// Sends the decisions part by part; after a part that got no answer all can be sent again, since what was decided is
/// found decided. `on_answered` hears how many the API has answered so far.
pub async fn decide(
    class_id: Uuid,
    rows: &[ReviewRow],
    decided: DecisionOutcome,
    reason: Option<ReturnReason>,
    on_answered: impl Fn(usize),
) -> Result<Outcome, ApiError> {
    let mut outcome = Outcome::of(Deed::Decided(decided));
    for (part, batch) in rows.chunks(ROWS_AT_ONCE).enumerate() {
        on_answered(part * ROWS_AT_ONCE);
        let decision = |row: &ReviewRow| Decision {
            application_id: row.id,
            version: row.version,
            outcome: decided,
            reason: reason.clone(),
        };
        let decisions = batch.iter().map(decision).collect();
        let answer = api::review::decide(&DecideApplications { decisions }).await?;
        for row in batch {
            // A row without a result counts as failed: better looked at twice than believed done.
            match answer.results.iter().find(|result| result.application_id == row.id) {
                Some(DecisionResult { problem: None, decision, .. }) => {
                    outcome.done += 1;
                    outcome.made.extend(decision.map(|made| (row.clone(), made)));
                }
                other => outcome.fail(row, other.and_then(|result| result.problem)),
            }
        }
    }
    if outcome.failures.iter().any(|(_, problem)| was_overtaken(*problem)) {
        // Without an answer they stay failures, with what the API said.
        let query = ReviewQuery { state: ReviewState::Decided, ..ReviewQuery::default() };
        if let Ok(decided) = first_rows(class_id, &query).await {
            outcome.set_apart(&decided);
        }
    }
    Ok(outcome)
}

/// 復原
pub async fn undo(made: &[Made]) -> Result<Outcome, ApiError> {
    let mut outcome = Outcome::of(Deed::Undone);
    for batch in made.chunks(limits::DECISIONS_PER_BATCH) {
        let decision_ids = batch.iter().map(|(_, made)| made.id).collect();
        let answer = api::review::undo(&UndoDecisions { decision_ids }).await?;
        for (row, made) in batch {
            match answer.results.iter().find(|result| result.decision_id == made.id) {
                Some(UndoResult { problem: None, .. }) => outcome.done += 1,
                other => outcome.fail(row, other.and_then(|result| result.problem)),
            }
        }
    }
    Ok(outcome)
}

/// Somebody else was faster, or the same person in another window.
pub fn was_overtaken(problem: ProblemCode) -> bool {
    matches!(problem, ProblemCode::Stale | ProblemCode::WrongState)
}
