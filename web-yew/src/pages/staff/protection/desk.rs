//! What was sent for sealed children, of the whole city: decided here and nowhere else.

use super::super::{data::use_loaded, paging::paging};
use crate::{
    api,
    components::{
        button::{Button, Look},
        notice::{Failed, Skeleton},
        tag::{TagKind, status_tag, tag},
    },
    i18n::{I18n, use_i18n},
    pages::review::{
        decisions::{Decisions, use_decisions},
        evidence::Evidence,
        results::Outcome,
        table::{account_tag, email, registry, relationship, row_label},
    },
    session::Loaded,
};
use shared_types::{
    protection::ProtectionApplication,
    review::{DecisionOutcome, ReviewState},
};
use uuid::Uuid;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct DeskProps {
    /// Grows whenever a seal changes.
    pub changes: u32,
}

/// Those that wait or those that are decided, the evidence beside each, and what can be done.
#[component]
pub fn Desk(props: &DeskProps) -> Html {
    let i18n = use_i18n();
    let (tab, page) = (use_state_eq(ReviewState::default), use_state_eq(|| 1_u32));
    let opened = use_state_eq(|| None::<ProtectionApplication>);
    let asked = (props.changes, *tab, *page);
    let (list, load) = use_loaded(asked, |(_, tab, page)| api::protection::applications(tab, page));
    // The desk has no class whose decided rows could say that somebody was faster: such a row is told as it failed.
    let decisions = use_decisions(Uuid::nil(), {
        let page = page.clone();
        load.reform(move |_: Outcome| page.set(1))
    });
    let tabs = {
        let (page, decisions) = (page.clone(), decisions.clone());
        tabs(
            &i18n,
            &tab,
            &Callback::from(move |()| {
                page.set(1);
                decisions.forget();
            }),
        )
    };
    let content = match &list {
        Loaded::Present(list) if list.total == 0 => {
            let none = if *tab == ReviewState::Pending { "staff.desk.none" } else { "staff.desk.none_decided" };
            html! { <div class="empty"><h3>{ i18n.t(none) }</h3></div> }
        }
        Loaded::Present(list) => html! {
            <>{ table(&i18n, *tab, &list.items, &decisions, &opened) }{ paging(&i18n, list, &page) }</>
        },
        Loaded::Failed(error) => html! { <Failed error={error.clone()} retry={load} /> },
        _ => html! { <Skeleton /> },
    };
    html! {
        <>
            { tabs }
            { decisions.results() }
            { content }
            { evidence(&opened, *tab, &decisions) }
            { decisions.dialog() }
        </>
    }
}

/// ◉待審核案件 ○已審核案件
fn tabs(i18n: &I18n, shown: &UseStateHandle<ReviewState>, on_change: &Callback<()>) -> Html {
    let tab = |state: ReviewState, key: &str| {
        let current = **shown == state;
        let onclick = {
            let (shown, on_change) = (shown.clone(), on_change.clone());
            Callback::from(move |_: MouseEvent| {
                on_change.emit(());
                shown.set(state);
            })
        };
        html! {
            <button type="button" aria-current={current.then_some("true")} {onclick}>
                <span aria-hidden="true">{ if current { "◉" } else { "○" } }</span>{ i18n.t(key) }
            </button>
        }
    };
    html! {
        <div class="seg" role="group" aria-label={i18n.t("review.tabs")}>
            { tab(ReviewState::Pending, "review.tab.pending") }
            { tab(ReviewState::Decided, "review.tab.decided") }
        </div>
    }
}

fn table(
    i18n: &I18n,
    tab: ReviewState,
    rows: &[ProtectionApplication],
    decisions: &Decisions,
    opened: &UseStateHandle<Option<ProtectionApplication>>,
) -> Html {
    let last = if tab == ReviewState::Pending { "staff.desk.decide" } else { "staff.standing" };
    let columns = ["school", "student", "applicant", "relationship", "email", "submitted_at"];
    let columns = columns.map(|column| i18n.t(&format!("staff.desk.{column}")));
    let [school, student, applicant, relation, mail, submitted] = columns.clone();
    let row = |one: &ProtectionApplication| {
        let row = &one.application;
        let open = {
            let (opened, one) = (opened.clone(), one.clone());
            Callback::from(move |_: MouseEvent| opened.set(Some(one.clone())))
        };
        html! {
            <tr key={row.id.to_string()}>
                <td data-label={school.clone()}>{ &one.school_name }{ " " }{ &one.class_name }</td>
                <th scope="row" data-label={student.clone()}>
                    <button type="button" class="grid__open" aria-haspopup="dialog" title={i18n.t("review.evidence")} onclick={open}>
                        { &row.student_name }
                    </button>
                </th>
                <td data-label={applicant.clone()}>
                    <span>{ &row.applicant_name }<span class="grid__reason num">{ &row.national_id_masked }</span></span>
                </td>
                <td data-label={relation.clone()}><span>{ relationship(i18n, row) }{ registry(i18n, row) }</span></td>
                <td class="grid__wrap" data-label={mail.clone()}>{ email(i18n, row) }</td>
                <td class="num" data-label={submitted.clone()}>{ i18n.date_time(row.submitted_at) }</td>
                <td data-label={i18n.t(last)}>
                    { if tab == ReviewState::Pending { waiting(i18n, one, decisions) } else { decided(i18n, one, decisions) } }
                </td>
            </tr>
        }
    };
    html! {
        <div class="grid-wrap" role="region" aria-labelledby="desk-caption" tabindex="0">
            <table class="grid grid--plain grid--text">
                <caption id="desk-caption" class="visually-hidden">{ i18n.t("staff.desk") }</caption>
                <thead>
                    <tr>
                        { for columns.into_iter().map(|column| html! { <th scope="col">{ column }</th> }) }
                        <th scope="col">{ i18n.t(last) }</th>
                    </tr>
                </thead>
                <tbody>{ for rows.iter().map(row) }</tbody>
            </table>
        </div>
    }
}

/// What the school had approved can only be carried out, or left.
fn waiting(i18n: &I18n, one: &ProtectionApplication, decisions: &Decisions) -> Html {
    let button = |outcome: DecisionOutcome, look: Look, key: &str| {
        let (decisions, asked) = (decisions.clone(), one.application.clone());
        let onclick = Callback::from(move |()| decisions.ask(outcome, vec![asked.clone()]));
        html! {
            <Button {look} small=true {onclick}>
                { i18n.t(key) }<span class="visually-hidden">{ row_label(i18n, &one.application) }</span>
            </Button>
        }
    };
    html! {
        <span class="row">
            if one.is_held { { tag(TagKind::Wait, i18n.t("staff.desk.held")) } }
            { button(DecisionOutcome::Approve, Look::Good, "review.approve") }
            if !one.is_held { { button(DecisionOutcome::Return, Look::Quiet, "review.return") } }
        </span>
    }
}

/// How it was decided, and the way to take that back for as long as there is one.
fn decided(i18n: &I18n, one: &ProtectionApplication, decisions: &Decisions) -> Html {
    let row = &one.application;
    html! {
        <span>
            { status_tag(i18n, row.status) }{ " " }{ account_tag(i18n, row.account) }{ decisions.undo_button(row) }
        </span>
    }
}

/// The evidence of the row that was opened, with the full numbers for a reason.
fn evidence(opened: &UseStateHandle<Option<ProtectionApplication>>, tab: ReviewState, decisions: &Decisions) -> Html {
    let Some(one) = (**opened).clone() else { return Html::default() };
    let close = {
        let opened = opened.clone();
        Callback::from(move |()| opened.set(None))
    };
    let row = one.application;
    let on_decide = (tab == ReviewState::Pending && !one.is_held).then(|| {
        let (close, decisions, row) = (close.clone(), decisions.clone(), row.clone());
        Callback::from(move |outcome| {
            close.emit(());
            decisions.ask(outcome, vec![row.clone()]);
        })
    });
    html! { <Evidence {row} {on_decide} on_close={close} /> }
}
