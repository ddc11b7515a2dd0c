//! 學生資料管理: every child of the class, with whoever is bound to it or has applied [T].

use super::{
    decisions::{Decisions, use_decisions},
    grid::{Views, use_views},
    results::Outcome,
    revoking::Revoking,
    slips::Slips,
    table::{account_tag, email, registry, relationship, row_label},
};
use crate::{
    api, browser,
    components::{
        button::{Button, Look},
        notice::{Failed, Notice, NoticeKind, Skeleton},
        relationship_fields::relationship_name,
        return_reason::reason_lines,
        tag::{TagKind, status_tag, tag},
    },
    i18n::{I18n, use_i18n},
    route::staff::StaffRoute,
    session::{Loaded, use_session},
    task,
};
use serde::{Deserialize, Serialize};
use shared_types::{
    application::ApplicationStatus,
    review::{BroughtGuardian, ClassStudent, DecisionOutcome, ReviewRow, StudentState},
};
use std::rc::Rc;
use uuid::Uuid;
use yew::prelude::*;
use yew_router::{prelude::*, query::ToQuery};

/// Which children are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StudentsQuery {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<StudentState>,
}

impl StudentsQuery {
    pub fn encode(self) -> String {
        self.to_query().map(|query| query.into_owned()).unwrap_or_default()
    }
}

/// Places of every child; more are shown where there are more.
const PLACES: usize = 2;

#[derive(Properties, PartialEq)]
pub struct ClassStudentsProps {
    pub class_id: Uuid,
    pub school_code: AttrValue,
    pub class_name: AttrValue,
    /// Whether the reader teaches the class.
    pub may_decide: bool,
    /// Whether the reader is a registrar.
    pub may_revoke: bool,
    /// The counts of the class have changed.
    pub on_decided: Callback<()>,
}

/// Asks about revoking a binding: which, and whose.
type Revoke = Callback<Option<(Uuid, AttrValue)>>;

/// The children whose state the address names, or all.
#[component]
pub fn ClassStudents(props: &ClassStudentsProps) -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let StudentsQuery { state } =
        use_location().and_then(|location| location.query::<StudentsQuery>().ok()).unwrap_or_default();
    let views = use_views(StaffRoute::ReviewStudents { class_id: props.class_id });
    let students = use_state(|| Loaded::<Rc<Vec<ClassStudent>>>::Loading);
    let reload = {
        let students = students.clone();
        use_callback(props.class_id, move |(), &class_id| {
            let (students, session) = (students.clone(), session.clone());
            task::spawn(async move {
                match api::review::class_students(class_id).await {
                    Ok(list) => students.set(Loaded::Present(Rc::new(list))),
                    Err(error) if error.is_not_signed_in() => session.interrupt(false),
                    Err(error) => students.set(Loaded::Failed(error)),
                }
            });
        })
    };
    use_effect_with(reload.clone(), |reload| reload.emit(()));
    let on_done = {
        let (reload, on_decided) = (reload.clone(), props.on_decided.clone());
        Callback::from(move |()| {
            reload.emit(());
            on_decided.emit(());
        })
    };
    let decisions = use_decisions(props.class_id, on_done.reform(|_: Outcome| ()));
    let revoking = use_state_eq(|| None::<(Uuid, AttrValue)>);
    let revoked = use_state_eq(|| false);
    // Once the dialog is closed: until then nothing outside of it takes the focus, and its button goes with the binding.
    use_effect_with(*revoked, |revoked| {
        if *revoked {
            browser::focus_heading();
        }
    });
    let revoke = {
        let (revoking, revoked) = (revoking.clone(), revoked.clone());
        Callback::from(move |asked| {
            revoked.set(false);
            revoking.set(asked);
        })
    };
    let on_revoked = {
        let (revoking, revoked) = (revoking.clone(), revoked.clone());
        Callback::from(move |()| {
            revoking.set(None);
            revoked.set(true);
            on_done.emit(());
        })
    };
    let failure = use_state_eq(AttrValue::default);
    let on_slips_failure = {
        let failure = failure.clone();
        Callback::from(move |words| failure.set(words))
    };
    let all = match &*students {
        Loaded::Present(all) => all,
        Loaded::Failed(error) => return html! { <Failed error={error.clone()} retry={reload} /> },
        _ => return html! { <Skeleton /> },
    };
    let shown: Vec<&ClassStudent> = all.iter().filter(|one| state.is_none_or(|state| one.state == state)).collect();
    let unanswered: Vec<_> = all.iter().filter(|one| one.state == StudentState::NoAnswer).cloned().collect();
    let caption = i18n.with("review.students_caption", &[("class", &props.class_name)]);
    html! {
        <>
            { decisions.results() }
            if !failure.is_empty() { <Notice kind={NoticeKind::Bad} live=true>{ &*failure }</Notice> }
            if *revoked { <Notice kind={NoticeKind::Good} live=true>{ i18n.t("review.revoked") }</Notice> }
            if !unanswered.is_empty() {
                <div class="actions">
                    <Slips school_code={props.school_code.clone()} class_name={props.class_name.clone()} students={unanswered}
                        on_failure={on_slips_failure} />
                </div>
            }
            if shown.is_empty() {
                { empty(&i18n, &views) }
            } else {
                { table(&i18n, caption, &shown, props.may_decide.then_some(&decisions), props.may_revoke.then_some(&revoke)) }
            }
            { decisions.dialog() }
            if let Some((binding, of)) = &*revoking {
                <Revoking binding={*binding} of={of.clone()} on_close={revoke.reform(|()| None)} {on_revoked} />
            }
        </>
    }
}

fn empty(i18n: &I18n, views: &Views) -> Html {
    html! {
        <div class="empty">
            <h2>{ i18n.t("review.students_none") }</h2>
            { views.link(String::new(), "btn btn--quiet", false, i18n.t("review.students_all").into()) }
        </div>
    }
}

fn table(
    i18n: &I18n,
    caption: AttrValue,
    students: &[&ClassStudent],
    decisions: Option<&Decisions>,
    revoke: Option<&Revoke>,
) -> Html {
    let most = students.iter().map(|one| one.brought.len() + one.applications.len()).max().unwrap_or_default();
    let places = || 1..=most.max(PLACES);
    let place = |number: usize| i18n.with("review.account_place", &[("number", &number.to_string())]);
    let row = |student: &&ClassStudent| {
        let guardians: Vec<Html> = student
            .brought
            .iter()
            .map(|one| brought(i18n, one))
            .chain(student.applications.iter().map(|row| applied(i18n, row, decisions, revoke)))
            .collect();
        let name = i18n
            .with("review.student_label", &[("seat", &student.seat_number.to_string()), ("student", &student.name)]);
        html! {
            <tr key={student.id.to_string()}>
                <th scope="row" class="grid__pin grid__pin--1" data-label={i18n.t("review.column.student")}>
                    <span>{ name }<span class="grid__reason num">{ &student.student_number }</span></span>
                </th>
                { for places().map(|number| match guardians.get(number - 1) {
                    Some(guardian) => html! { <td data-label={place(number)}>{ guardian.clone() }</td> },
                    None => html! { <td data-label={place(number)} data-empty={(number > 1).then_some("")}>{ nobody(i18n, number) }</td> },
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
                        { for places().map(|number| html! { <th scope="col">{ place(number) }</th> }) }
                    </tr>
                </thead>
                <tbody>{ for students.iter().map(row) }</tbody>
            </table>
        </div>
    }
}

fn nobody(i18n: &I18n, number: usize) -> Html {
    if number > 1 { "--".into() } else { tag(TagKind::Info, i18n.t("review.nobody")) }
}

fn brought(i18n: &I18n, guardian: &BroughtGuardian) -> Html {
    html! {
        <div class="guardian">
            <strong>{ &guardian.name }</strong>
            <span>{ relationship_name(i18n, guardian.relationship, None) }</span>
            <span>{ tag(TagKind::Ok, i18n.t("review.brought")) }</span>
            <span class="soft num">{ &guardian.national_id_masked }</span>
            <span class="soft num">{ &guardian.mobile_masked }</span>
            <span class="soft">
                { &guardian.email }
                if !guardian.email_is_proved {
                    { " " }{ tag(TagKind::Plain, i18n.t("review.email_unconfirmed")) }
                }
            </span>
        </div>
    }
}

fn applied(i18n: &I18n, row: &ReviewRow, decisions: Option<&Decisions>, revoke: Option<&Revoke>) -> Html {
    let button = |decisions: &Decisions, decision: DecisionOutcome, look: Look, key: &str| {
        let (decisions, asked) = (decisions.clone(), row.clone());
        let onclick = Callback::from(move |()| decisions.ask(decision, vec![asked.clone()]));
        html! {
            <Button {look} small={true} {onclick}>
                { i18n.t(key) }<span class="visually-hidden">{ row_label(i18n, row) }</span>
            </Button>
        }
    };
    let decisions = decisions.filter(|_| row.status == ApplicationStatus::InReview);
    let revocation = revoke.zip(row.binding_id).map(|(revoke, binding)| {
        let label = row_label(i18n, row);
        let asked = Some((binding, label.clone()));
        html! {
            <span>
                <Button look={Look::Link} small=true onclick={revoke.reform(move |()| asked.clone())}>
                    { i18n.t("review.revoke") }<span class="visually-hidden">{ label }</span>
                </Button>
            </span>
        }
    });
    html! {
        <div class="guardian">
            <strong>{ &row.applicant_name }</strong>
            <span>{ relationship(i18n, row) }{ registry(i18n, row) }</span>
            <span class="row">
                { status_tag(i18n, row.status) }
                if row.status == ApplicationStatus::Approved { { account_tag(i18n, row.account) } }
            </span>
            <span class="soft num">{ &row.national_id_masked }</span>
            <span class="soft num">{ &row.mobile_masked }</span>
            <span class="soft">{ email(i18n, row) }</span>
            if let Some(reason) = &row.return_reason {
                <span class="soft">{ reason_lines(i18n, reason).join(" ") }</span>
            }
            if let Some(decisions) = decisions {
                <span class="row">
                    { button(decisions, DecisionOutcome::Approve, Look::Good, "review.approve") }
                    { button(decisions, DecisionOutcome::Return, Look::Quiet, "review.return") }
                </span>
            }
            { revocation.unwrap_or_default() }
        </div>
    }
}
