//! 紙本繳回: ticks the applications whose signed paper came back, and takes a wrong tick away.

use crate::pages::staff::sign_in_again::ask_to_sign_in_again;
use crate::{
    api::{self, ApiError},
    components::{
        button::{Button, Look},
        tag::{TagKind, tag},
    },
    i18n::{I18n, use_i18n},
    task::use_task,
};
use shared_types::{
    application::ApplicationStatus,
    limits,
    review::{NotePaperReturns, PaperReturn, ReviewRow},
};
use uuid::Uuid;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct NotePapersProps {
    pub ids: Vec<Uuid>,
    /// False takes the tick away.
    #[prop_or(true)]
    pub is_returned: bool,
    /// Of a single row: whose.
    #[prop_or_default]
    pub of: Option<AttrValue>,
    /// Told what went wrong, or nothing.
    pub on_noted: Callback<Option<AttrValue>>,
}

/// A button: of the selection bar, or of a single row.
#[component]
pub fn NotePapers(props: &NotePapersProps) -> Html {
    let i18n = use_i18n();
    let task = use_task();
    let onclick = {
        let (i18n, task, ids, on_noted) = (i18n.clone(), task.clone(), props.ids.clone(), props.on_noted.clone());
        let is_returned = props.is_returned;
        Callback::from(move |()| {
            let (i18n, ids, on_noted) = (i18n.clone(), ids.clone(), on_noted.clone());
            task.run(async move {
                match note(&ids, is_returned).await {
                    Ok(failed) => {
                        let words = i18n.with("review.papers_failed", &[("count", &failed.to_string())]);
                        on_noted.emit((failed > 0).then_some(words));
                    }
                    Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                    Err(error) => on_noted.emit(Some(error.message(&i18n))),
                }
            });
        })
    };
    let look = if props.of.is_some() { Look::Link } else { Look::Quiet };
    let words = i18n.t(if props.is_returned { "review.note_papers" } else { "review.unnote_paper" });
    html! {
        <Button {look} small={props.of.is_some()} busy={task.is_running()} {onclick}>
            { words }
            if let Some(of) = &props.of { <span class="visually-hidden">{ of }</span> }
        </Button>
    }
}

/// In as many batches as the API's limit asks for. Says how many it didn't take.
async fn note(ids: &[Uuid], is_returned: bool) -> Result<usize, ApiError> {
    let mut failed = 0;
    for batch in ids.chunks(limits::DECISIONS_PER_BATCH) {
        let returns = batch.iter().map(|id| PaperReturn { application_id: *id, is_returned }).collect();
        let noted = api::school::note_papers(&NotePaperReturns { returns }).await?;
        failed += noted.results.iter().filter(|one| one.problem.is_some()).count();
    }
    Ok(failed)
}

/// Whether the signed paper of a row came back; nothing where no school asks.
pub fn paper_tag(i18n: &I18n, row: &ReviewRow) -> Html {
    match row.paper_returned_at {
        Some(_) => tag(TagKind::Ok, i18n.t("review.paper_returned")),
        None if row.is_paper_missing => tag(TagKind::Plain, i18n.t("review.paper_missing")),
        None => Html::default(),
    }
}

/// The way to tick a row's paper, or to take a wrong tick away; nothing once it is decided by it.
pub fn paper_button(i18n: &I18n, row: &ReviewRow, on_noted: &Callback<Option<AttrValue>>) -> Html {
    use ApplicationStatus::{InReview, RegistryChecking, Returned};
    let is_open = matches!(row.status, RegistryChecking | InReview | Returned);
    if !is_open || !(row.is_paper_missing || row.paper_returned_at.is_some()) {
        return Html::default();
    }
    let is_returned = row.paper_returned_at.is_none();
    html! { <NotePapers ids={vec![row.id]} {is_returned} of={super::table::row_label(i18n, row)} on_noted={on_noted.clone()} /> }
}
