//! The API has this application already. Mostly it came through at the first try, and only the
//! answer was lost on the way.

use crate::{
    api, browser,
    components::{
        button::Button,
        notice::{Notice, NoticeKind},
    },
    draft::use_draft,
    form::FormErrors,
    i18n::use_i18n,
    route::{Route, use_go},
    task::use_task,
};
use yew::prelude::*;

const HEADING: &str = "already-sent";

#[derive(Properties, PartialEq)]
pub struct AlreadySentProps {
    /// As the API says it, about the first child that it has already.
    pub errors: FormErrors,
}

/// Says so, and leads to the progress.
#[component]
pub fn AlreadySent(props: &AlreadySentProps) -> Html {
    let i18n = use_i18n();
    let draft = use_draft();
    let go = use_go();
    let task = use_task();
    use_effect_with(props.errors.attempt, |_| browser::focus(HEADING));
    let onclick = {
        let task = task.clone();
        Callback::from(move |()| {
            let (draft, go) = (draft.clone(), go.clone());
            task.run(async move {
                // Without an answer the progress page says why, and the draft stays.
                let sent = api::application::applications().await.unwrap_or_default();
                go.to(Route::Progress);
                draft.change(move |draft| draft.forget_sent(&sent));
            });
        })
    };
    let words = match props.errors.fields.first() {
        Some(child) => i18n.with("form.error", &[("label", &child.label), ("error", &child.text)]),
        None => props.errors.general.clone().unwrap_or_default(),
    };
    html! {
        <Notice kind={NoticeKind::Warn} live=true>
            <h2 id={HEADING} tabindex="-1">{ i18n.t("check.already_sent") }</h2>
            <p>{ words }</p>
            <p>{ i18n.t("check.already_sent_text") }</p>
            <Button busy={task.is_running()} {onclick}>{ i18n.t("home.progress") }</Button>
        </Notice>
    }
}
