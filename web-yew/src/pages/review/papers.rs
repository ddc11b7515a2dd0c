//! 紙本繳回: ticks the selected applications whose signed paper came back.

use crate::{
    api,
    components::{
        button::{Button, Look},
        tag::{TagKind, tag},
    },
    i18n::{I18n, use_i18n},
    session::use_session,
    task::use_task,
};
use shared_types::review::{NotePaperReturns, PaperReturn, ReviewRow};
use uuid::Uuid;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct NotePapersProps {
    pub ids: Vec<Uuid>,
    /// Told what went wrong, or nothing.
    pub on_noted: Callback<Option<AttrValue>>,
}

/// The button of the selection bar.
#[component]
pub fn NotePapers(props: &NotePapersProps) -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let task = use_task();
    let onclick = {
        let (i18n, task, ids, on_noted) = (i18n.clone(), task.clone(), props.ids.clone(), props.on_noted.clone());
        Callback::from(move |()| {
            let (i18n, session, on_noted) = (i18n.clone(), session.clone(), on_noted.clone());
            let returns = ids.iter().map(|id| PaperReturn { application_id: *id, is_returned: true }).collect();
            task.run(async move {
                match api::school::note_papers(&NotePaperReturns { returns }).await {
                    Ok(noted) => {
                        let failed = noted.results.iter().filter(|one| one.problem.is_some()).count();
                        let words = i18n.with("review.papers_failed", &[("count", &failed.to_string())]);
                        on_noted.emit((failed > 0).then_some(words));
                    }
                    Err(error) if error.is_not_signed_in() => session.interrupt(false),
                    Err(error) => on_noted.emit(Some(error.message(&i18n))),
                }
            });
        })
    };
    html! { <Button look={Look::Quiet} busy={task.is_running()} {onclick}>{ i18n.t("review.note_papers") }</Button> }
}

/// Whether the signed paper of a row came back.
pub fn paper_tag(i18n: &I18n, row: &ReviewRow) -> Html {
    match row.paper_returned_at {
        Some(_) => tag(TagKind::Ok, i18n.t("review.paper_returned")),
        None => tag(TagKind::Plain, i18n.t("review.paper_missing")),
    }
}
