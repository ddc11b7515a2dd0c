//! What was sent for sealed children, of the whole city: decided here and nowhere else.

use super::super::data::use_loaded;
use crate::{
    api,
    components::{
        button::{Button, Look},
        notice::{Failed, Skeleton},
    },
    i18n::use_i18n,
    pages::review::{
        decisions::use_decisions,
        results::Outcome,
        table::{email, registry, relationship, row_label},
    },
    session::Loaded,
};
use shared_types::{protection::ProtectionApplication, review::DecisionOutcome};
use uuid::Uuid;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct DeskProps {
    /// Grows whenever a seal changes.
    pub changes: u32,
}

#[component]
pub fn Desk(props: &DeskProps) -> Html {
    let i18n = use_i18n();
    let (list, load) = use_loaded(props.changes, |_| api::protection::applications());
    // The desk has no class whose decided rows could say that somebody was faster: such a row is told as it failed.
    let decisions = use_decisions(Uuid::nil(), load.reform(|_: Outcome| ()));
    let list = match list {
        Loaded::Present(list) => list,
        Loaded::Failed(error) => return html! { <Failed {error} retry={load} /> },
        _ => return html! { <Skeleton /> },
    };
    let columns = ["school", "student", "applicant", "relationship", "email", "submitted_at", "decide"];
    let columns = columns.map(|column| i18n.t(&format!("staff.desk.{column}")));
    let [school, student, applicant, relation, mail, submitted, decide] = columns.clone();
    let row = |one: &ProtectionApplication| {
        let row = &one.application;
        let button = |outcome: DecisionOutcome, look: Look, key: &str| {
            let (decisions, asked) = (decisions.clone(), row.clone());
            let onclick = Callback::from(move |()| decisions.ask(outcome, vec![asked.clone()]));
            html! {
                <Button {look} small=true {onclick}>
                    { i18n.t(key) }<span class="visually-hidden">{ row_label(&i18n, row) }</span>
                </Button>
            }
        };
        html! {
            <tr key={row.id.to_string()}>
                <td data-label={school.clone()}>{ &one.school_name }{ " " }{ &one.class_name }</td>
                <th scope="row" data-label={student.clone()}>{ &row.student_name }</th>
                <td data-label={applicant.clone()}>
                    <span>{ &row.applicant_name }<span class="grid__reason num">{ &row.national_id_masked }</span></span>
                </td>
                <td data-label={relation.clone()}><span>{ relationship(&i18n, row) }{ registry(&i18n, row) }</span></td>
                <td class="grid__wrap" data-label={mail.clone()}>{ email(&i18n, row) }</td>
                <td class="num" data-label={submitted.clone()}>{ i18n.date_time(row.submitted_at) }</td>
                <td data-label={decide.clone()}>
                    <span class="row">
                        { button(DecisionOutcome::Approve, Look::Good, "review.approve") }
                        { button(DecisionOutcome::Return, Look::Quiet, "review.return") }
                    </span>
                </td>
            </tr>
        }
    };
    html! {
        <>
            { decisions.results() }
            if list.items.is_empty() {
                <div class="empty"><h3>{ i18n.t("staff.desk.none") }</h3></div>
            } else {
                <div class="grid-wrap" role="region" aria-labelledby="desk-caption" tabindex="0">
                    <table class="grid grid--plain grid--text">
                        <caption id="desk-caption" class="visually-hidden">{ i18n.t("staff.desk") }</caption>
                        <thead><tr>{ for columns.into_iter().map(|column| html! { <th scope="col">{ column }</th> }) }</tr></thead>
                        <tbody>{ for list.items.iter().map(row) }</tbody>
                    </table>
                </div>
            }
            { decisions.dialog() }
        </>
    }
}
