//! Asking, deciding and taking back, for whichever page names the rows.

use super::{
    data::{decide, undo},
    decide::{DecideDialogProps, decide_dialog},
    results::{Deed, Made, Outcome, ResultPanel},
    table::row_label,
};
use crate::pages::staff::sign_in_again::ask_to_sign_in_again;
use crate::{
    api::ApiError,
    browser,
    components::{
        button::{Button, Look},
        notice::{Notice, NoticeKind},
    },
    i18n::{I18n, use_i18n},
    task::{Task, use_task},
};
use shared_types::{
    application::ReturnReason,
    problem::ProblemCode,
    review::{DecisionOutcome, ReviewRow},
};
use uuid::Uuid;
use yew::prelude::*;

/// What is being decided in a class, and what came of the last of it.
#[derive(Clone)]
pub struct Decisions {
    class_id: Uuid,
    i18n: I18n,
    asked: UseStateHandle<Option<(DecisionOutcome, Vec<ReviewRow>)>>,
    /// How many of them the API has answered.
    answered: UseStateHandle<usize>,
    outcome: UseStateHandle<Option<Outcome>>,
    failure: UseStateHandle<Option<AttrValue>>,
    undo_failure: UseStateHandle<Option<AttrValue>>,
    undoing: UseStateHandle<Vec<Uuid>>,
    deciding: Task,
    taking_back: Task,
    on_done: Callback<Outcome>,
}

/// Decisions on rows of a class; `on_done` hears what the API answered.
#[hook]
pub fn use_decisions(class_id: Uuid, on_done: Callback<Outcome>) -> Decisions {
    Decisions {
        class_id,
        i18n: use_i18n(),
        asked: use_state_eq(|| None),
        answered: use_state_eq(|| 0),
        outcome: use_state_eq(|| None),
        failure: use_state_eq(|| None),
        undo_failure: use_state_eq(|| None),
        undoing: use_state_eq(Vec::new),
        deciding: use_task(),
        taking_back: use_task(),
        on_done,
    }
}

impl Decisions {
    /// Opens the dialog for those rows.
    pub fn ask(&self, decision: DecisionOutcome, rows: Vec<ReviewRow>) {
        self.failure.set(None);
        self.asked.set(Some((decision, rows)));
    }

    /// What came of the last ones is no longer of interest.
    pub fn forget(&self) {
        self.outcome.set(None);
    }

    /// 復原 of one row, while it can be taken back.
    pub fn undo_button(&self, row: &ReviewRow) -> Html {
        let Some(made) = row.undo.filter(|made| made.undo_until > browser::now()) else { return Html::default() };
        let (asked, busy) = (row.clone(), self.taking_back.is_running() && self.undoing.contains(&row.id));
        html! {
            <Button look={Look::Link} small={true} {busy} onclick={self.on_undo().reform(move |()| vec![(asked.clone(), made)])}>
                { self.i18n.t("review.undo") }<span class="visually-hidden">{ row_label(&self.i18n, row) }</span>
            </Button>
        }
    }

    fn on_undo(&self) -> Callback<Vec<Made>> {
        let these = self.clone();
        Callback::from(move |made: Vec<Made>| {
            these.undoing.set(made.iter().map(|(row, _)| row.id).collect());
            let all = these.clone();
            these.taking_back.run(async move {
                let answer = undo(&made).await;
                all.hear(answer, &all.undo_failure);
            });
        })
    }

    fn on_decide(&self) -> Callback<Option<ReturnReason>> {
        let these = self.clone();
        Callback::from(move |reason: Option<ReturnReason>| {
            let Some((decision, rows)) = (*these.asked).clone() else { return };
            let all = these.clone();
            these.deciding.run(async move {
                let answered = all.answered.clone();
                let answer = decide(all.class_id, &rows, decision, reason, move |count| answered.set(count)).await;
                if answer.is_ok() {
                    all.asked.set(None);
                }
                all.hear(answer, &all.failure);
            });
        })
    }

    fn hear(&self, answer: Result<Outcome, ApiError>, failure: &UseStateHandle<Option<AttrValue>>) {
        match answer {
            Ok(outcome) => {
                failure.set(None);
                self.outcome.set(Some(outcome.clone()));
                self.on_done.emit(outcome);
            }
            Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
            // Whose last class ended, while the page was open.
            Err(error) if error.code() == Some(ProblemCode::NotAllowed) => {
                failure.set(Some(self.i18n.t("review.class_over")));
            }
            Err(error) => failure.set(Some(error.message(&self.i18n))),
        }
    }

    /// What came of the last ones.
    pub fn results(&self) -> Html {
        let outcome = self.outcome.clone();
        let on_close = Callback::from(move |()| outcome.set(None));
        html! {
            <>
                if let Some(outcome) = &*self.outcome {
                    <ResultPanel outcome={outcome.clone()} undoing={self.taking_back.is_running()} on_undo={self.on_undo()} {on_close} />
                }
                if let Some(words) = &*self.undo_failure {
                    <Notice kind={NoticeKind::Bad} live={true}>{ words }</Notice>
                }
            </>
        }
    }

    /// The dialog, while something is asked.
    pub fn dialog(&self) -> Html {
        let Some((decision, rows)) = &*self.asked else { return Html::default() };
        let (these, decision) = (self.clone(), *decision);
        let has_failed = self.failure.is_some();
        let on_close = Callback::from(move |()| {
            these.asked.set(None);
            if has_failed {
                // The answer that was lost may have decided some.
                these.on_done.emit(Outcome::of(Deed::Decided(decision)));
            }
        });
        let dialog = DecideDialogProps {
            rows: rows.clone(),
            busy: self.deciding.is_running(),
            answered: *self.answered,
            failure: (*self.failure).clone(),
            on_decide: self.on_decide(),
            on_close,
        };
        decide_dialog(&self.i18n, decision, dialog)
    }
}
