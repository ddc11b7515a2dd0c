//! 批次審核: the dialogs that ask before anything is decided.

use super::{
    data::ROWS_AT_ONCE,
    doubts::{DOUBTS, is_doubtful, marks},
    returning::ReturnDialog,
    table::{email, registry, relationship, row_label},
};
use crate::{
    components::{
        button::{Button, Look},
        dialog::Dialog,
        notice::{Notice, NoticeKind},
    },
    i18n::I18n,
};
use shared_types::{
    application::ReturnReason,
    review::{DecisionOutcome, ReviewRow},
};
use yew::prelude::*;

#[derive(Clone, PartialEq)]
pub struct DecideDialogProps {
    pub rows: Vec<ReviewRow>,
    pub busy: bool,
    /// How many of them the API has answered, while they are being sent.
    pub answered: usize,
    /// Why the last try didn't reach the API.
    pub failure: Option<AttrValue>,
    /// With the reason of a return.
    pub on_decide: Callback<Option<ReturnReason>>,
    pub on_close: Callback<()>,
}

/// 通過 or 退回, for the rows named.
pub fn decide_dialog(i18n: &I18n, outcome: DecisionOutcome, props: DecideDialogProps) -> Html {
    match outcome {
        DecisionOutcome::Approve => approve_dialog(i18n, &props),
        DecisionOutcome::Return => html! { <ReturnDialog dialog={props} /> },
    }
}

fn approve_dialog(i18n: &I18n, props: &DecideDialogProps) -> Html {
    let (doubtful, clean): (Vec<_>, Vec<_>) = props.rows.iter().cloned().partition(is_doubtful);
    let warning =
        |(key, doubt): (&str, fn(&ReviewRow) -> bool)| match props.rows.iter().filter(|row| doubt(row)).count() {
            0 => Html::default(),
            count => html! { <li>{ i18n.with(key, &[("count", &count.to_string())]) }</li> },
        };
    let count = props.rows.len().to_string();
    let actions = html! {
        <>
            <Button look={Look::Quiet} onclick={props.on_close.clone()}>{ i18n.t("review.back") }</Button>
            <Button look={Look::Good} busy={props.busy} onclick={props.on_decide.reform(|()| None)}>
                { i18n.with("review.approve_count", &[("count", &count)]) }
            </Button>
        </>
    };
    let rest = match doubtful.len() {
        0 => i18n.t("review.rows_named"),
        _ => i18n.with("review.clean", &[("count", &clean.len().to_string())]),
    };
    html! {
        <Dialog id="approve" title={i18n.with("review.approve_title", &[("count", &count)])} on_close={props.on_close.clone()} {actions}>
            { sending(i18n, props) }
            <p>{ i18n.t("review.approve_effect") }</p>
            if !doubtful.is_empty() {
                <Notice kind={NoticeKind::Warn}>
                    <ul>{ for DOUBTS.into_iter().map(warning) }</ul>
                </Notice>
                { rows_named(i18n, &doubtful, i18n.with("review.doubtful", &[("count", &doubtful.len().to_string())]), false) }
            }
            if !clean.is_empty() {
                { rows_named(i18n, &clean, rest, false) }
            }
        </Dialog>
    }
}

/// How far a batch has got, or why it got no further.
pub fn sending(i18n: &I18n, props: &DecideDialogProps) -> Html {
    let (answered, all) = (props.answered.to_string(), props.rows.len().to_string());
    html! {
        <>
            if let Some(words) = &props.failure {
                <Notice kind={NoticeKind::Bad} live={true}>{ words }</Notice>
            }
            if props.busy && props.rows.len() > ROWS_AT_ONCE {
                <div class="sending" role="status">
                    <span class="num">{ i18n.with("review.sending", &[("done", &answered), ("total", &all)]) }</span>
                    <progress max={all.clone()} value={answered.clone()} aria-label={i18n.t("review.sending_progress")} />
                </div>
            }
        </>
    }
}

/// Who is decided on, for a last look; `data`: with what a ground of a return may be about.
pub fn rows_named(i18n: &I18n, rows: &[ReviewRow], title: AttrValue, data: bool) -> Html {
    let row = |row: &ReviewRow| {
        html! {
            <li key={row.id.to_string()}>
                { row_label(i18n, row) }<span class="soft">{ relationship(i18n, row) }{ registry(i18n, row) }{ marks(i18n, row) }</span>
                if data {
                    for value in [&row.national_id_masked, &row.email, &row.mobile_masked] {
                        <span class="soft num">{ value }</span>
                    }
                } else if !row.email_is_proved {
                    <span class="soft">{ email(i18n, row) }</span>
                }
            </li>
        }
    };
    html! {
        <section class="named" tabindex="0" aria-label={title.clone()}>
            <h3 class="num" aria-hidden="true">{ title }</h3>
            <ul>{ for rows.iter().map(row) }</ul>
        </section>
    }
}
