//! The table of the class list: each child with its guardians, and what can be done about them.

use super::{
    decisions::Decisions,
    doubts::marks,
    papers::paper_button,
    revoking::{Revocation, Revoked},
    roster_steps::Child,
    table::{account_tag, bound_as, email, registry, relationship, row_label},
};
use crate::{
    components::{
        button::{Button, Look},
        return_reason::reason_lines,
        tag::{TagKind, status_tag, tag},
    },
    i18n::I18n,
};
use shared_types::{
    application::ApplicationStatus,
    review::{BroughtGuardian, ClassStudent, DecisionOutcome, ReviewRow, StudentState},
};
use yew::prelude::*;

/// Places of every child; more are shown where there are more.
const PLACES: usize = 2;

/// What can be done from the table.
pub struct Ways {
    pub decisions: Decisions,
    /// Whether the reader teaches the class.
    pub may_decide: bool,
    /// Where the reader is a registrar.
    pub registrar: Option<OfRegistrar>,
    /// The evidence of a row is asked for.
    pub open: Callback<ReviewRow>,
    /// A paper was ticked, or why not.
    pub noted: Callback<Option<AttrValue>>,
}

/// What a registrar is asked about in a dialog.
#[derive(Clone, PartialEq)]
pub enum Asked {
    Revoke(Revocation),
    Release(Child),
    Places(Child),
}

/// How a registrar is asked, about the children of which school.
pub struct OfRegistrar {
    pub ask: Callback<Option<Asked>>,
    pub school_code: AttrValue,
}

/// The children, each with two places or more.
pub fn table(i18n: &I18n, caption: AttrValue, students: &[&ClassStudent], ways: &Ways) -> Html {
    let most = students.iter().map(|one| one.brought.len() + one.applications.len()).max().unwrap_or_default();
    let places = || 1..=most.max(PLACES);
    let place = |number: usize| i18n.with("review.account_place", &[("number", &number.to_string())]);
    let row = |student: &&ClassStudent| {
        let guardians: Vec<Html> = student
            .brought
            .iter()
            .map(|one| brought(i18n, student, one, ways))
            .chain(student.applications.iter().map(|row| applied(i18n, row, ways)))
            .collect();
        let name = i18n
            .with("review.student_label", &[("seat", &student.seat_number.to_string()), ("student", &student.name)]);
        html! {
            <tr key={student.id.to_string()}>
                <th scope="row" class="grid__pin grid__pin--1" data-label={i18n.t("review.column.student")}>
                    <span>
                        { name }<span class="grid__reason num">{ &student.student_number }</span>
                        { ways.registrar.as_ref().map(|registrar| steps(i18n, student, registrar)).unwrap_or_default() }
                    </span>
                </th>
                <td data-label={i18n.t("review.column.confirmed")}>{ confirmed(i18n, student) }</td>
                { for places().map(|number| match guardians.get(number - 1) {
                    Some(guardian) => html! { <td data-label={place(number)}>{ guardian.clone() }</td> },
                    None => html! { <td data-label={place(number)} data-empty={(number > 1).then_some("")}>{ nobody(i18n, student.state, number) }</td> },
                }) }
            </tr>
        }
    };
    html! {
        <div class="grid-wrap" role="region" aria-labelledby="grid-caption" tabindex="0">
            <table class="grid grid--students">
                <caption id="grid-caption" class="visually-hidden">{ caption }</caption>
                <thead>
                    <tr>
                        <th scope="col" class="grid__pin grid__pin--1">{ i18n.t("review.column.seat_and_name") }</th>
                        <th scope="col">{ i18n.t("review.column.confirmed") }</th>
                        { for places().map(|number| html! { <th scope="col">{ place(number) }</th> }) }
                    </tr>
                </thead>
                <tbody>{ for students.iter().map(row) }</tbody>
            </table>
        </div>
    }
}

/// What a registrar can do with a child.
fn steps(i18n: &I18n, student: &ClassStudent, registrar: &OfRegistrar) -> Html {
    let child = Child {
        id: student.id,
        school_code: registrar.school_code.clone(),
        name: student.name.clone().into(),
        guardian_places: student.guardian_places,
    };
    let button = |asked: Asked, words: AttrValue| {
        let onclick = registrar.ask.reform(move |()| Some(asked.clone()));
        html! {
            <Button look={Look::Link} small=true {onclick}>
                { words }<span class="visually-hidden">{ &student.name }</span>
            </Button>
        }
    };
    let places = i18n.with("review.places", &[("count", &(PLACES + usize::from(student.guardian_places)).to_string())]);
    html! {
        <span class="row">
            { button(Asked::Places(child.clone()), places) }
            { button(Asked::Release(child), i18n.t("review.release")) }
        </span>
    }
}

/// 個資確認: whether a parent has confirmed the child's name and class, and when, on the way to an application.
fn confirmed(i18n: &I18n, student: &ClassStudent) -> Html {
    match student.applications.iter().map(|row| row.submitted_at).max() {
        Some(at) => html! {
            <div class="guardian">
                <span>{ tag(TagKind::Ok, i18n.t("review.confirmed")) }</span><span class="soft num">{ i18n.date_time(at) }</span>
            </div>
        },
        None => tag(TagKind::Plain, i18n.t("review.unconfirmed")),
    }
}

fn nobody(i18n: &I18n, state: StudentState, number: usize) -> Html {
    match (number, state) {
        (1, StudentState::Refused) => tag(TagKind::Plain, i18n.t("review.refused")),
        (1, _) => tag(TagKind::Info, i18n.t("review.nobody")),
        _ => "--".into(),
    }
}

fn brought(i18n: &I18n, student: &ClassStudent, guardian: &BroughtGuardian, ways: &Ways) -> Html {
    let seat = student.seat_number.to_string();
    let values = [("seat", seat.as_str()), ("student", &student.name), ("applicant", &guardian.name)];
    let of = i18n.with("review.guardian_label", &values);
    // Whoever has the child in care for a time was entrusted by the bureau, which also ends it.
    let is_carers = guardian.ends_at.is_some();
    html! {
        <div class="guardian">
            <strong>{ &guardian.name }</strong>
            <span>{ bound_as(i18n, guardian.relationship, guardian.ends_at) }</span>
            if !is_carers { <span>{ tag(TagKind::Ok, i18n.t("review.brought")) }</span> }
            <span class="soft num">{ &guardian.national_id_masked }</span>
            <span class="soft num">{ &guardian.mobile_masked }</span>
            <span class="soft">
                { &guardian.email }
                if !guardian.email_is_proved {
                    { " " }{ tag(TagKind::Plain, i18n.t("review.email_unconfirmed")) }
                }
            </span>
            if !is_carers { { revoke_button(i18n, ways, Revocation { what: Revoked::Binding(guardian.id), of }) } }
        </div>
    }
}

fn revoke_button(i18n: &I18n, ways: &Ways, asked: Revocation) -> Html {
    let Some(registrar) = &ways.registrar else { return Html::default() };
    let (words, of) = (i18n.t(asked.what.words()), asked.of.clone());
    html! {
        <span>
            <Button look={Look::Link} small=true onclick={registrar.ask.reform(move |()| Some(Asked::Revoke(asked.clone())))}>
                { words }<span class="visually-hidden">{ of }</span>
            </Button>
        </span>
    }
}

fn applied(i18n: &I18n, row: &ReviewRow, ways: &Ways) -> Html {
    let label = row_label(i18n, row);
    let button = |decision: DecisionOutcome, look: Look, key: &str| {
        let (decisions, asked) = (ways.decisions.clone(), row.clone());
        let onclick = Callback::from(move |()| decisions.ask(decision, vec![asked.clone()]));
        html! {
            <Button {look} small={true} {onclick}>
                { i18n.t(key) }<span class="visually-hidden">{ label.clone() }</span>
            </Button>
        }
    };
    let has_evidence = row.status != ApplicationStatus::RegistryChecking;
    let on_open = {
        let row = row.clone();
        ways.open.reform(move |()| row.clone())
    };
    let revocation = (row.status == ApplicationStatus::Approved).then(|| {
        let what = row.binding_id.map_or(Revoked::Approval(row.id), Revoked::Binding);
        revoke_button(i18n, ways, Revocation { what, of: label.clone() })
    });
    html! {
        <div class="guardian">
            <strong>{ &row.applicant_name }</strong>
            <span>{ relationship(i18n, row) }{ registry(i18n, row) }</span>
            <span class="row">
                { status_tag(i18n, row.status) }
                if row.status == ApplicationStatus::Approved { { account_tag(i18n, row.account) } }
                { marks(i18n, row) }
            </span>
            <span class="soft num">{ &row.national_id_masked }</span>
            <span class="soft num">{ &row.mobile_masked }</span>
            <span class="soft">{ email(i18n, row) }</span>
            if let Some(reason) = &row.return_reason {
                <span class="soft">{ reason_lines(i18n, reason).join(" ") }</span>
            }
            if ways.may_decide && row.status == ApplicationStatus::InReview && !row.is_own {
                <span class="row">
                    { button(DecisionOutcome::Approve, Look::Good, "review.approve") }
                    { button(DecisionOutcome::Return, Look::Quiet, "review.return") }
                </span>
            }
            <span class="row">
                if has_evidence {
                    <Button look={Look::Link} small=true onclick={on_open}>
                        { i18n.t("review.evidence") }<span class="visually-hidden">{ label.clone() }</span>
                    </Button>
                }
                { ways.decisions.undo_button(row) }
                { paper_button(i18n, row, &ways.noted) }
            </span>
            { revocation.unwrap_or_default() }
        </div>
    }
}
