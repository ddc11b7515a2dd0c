//! 其他監護人的申請: who else applies for one's children, and the way to object.

use crate::{
    api, browser,
    components::{
        button::{Button, Look},
        loading::when_loaded,
        notice::{Notice, NoticeKind},
        relationship_fields::relationship_name,
        tag::{TagKind, tag},
        text_area::{TextArea, text_area, text_of, typing},
    },
    form::{FieldPlace, FormErrors},
    i18n::{I18n, use_i18n},
    session::{use_own, use_session},
    task::use_task,
};
use shared_types::{
    check,
    objection::{GuardianNotice, ObjectionState, RaiseObjection},
    problem::ProblemCode,
    review::DecisionOutcome,
};
use time::OffsetDateTime;
use uuid::Uuid;
use yew::prelude::*;

const REASON: &str = "objection-reason";

/// Nothing where nobody else applies.
#[component]
pub fn GuardianNotices() -> Html {
    let i18n = use_i18n();
    let (notices, load) = use_own(api::account::guardian_notices);
    let objecting = use_state_eq(|| None::<Uuid>);
    let done = use_state_eq(|| false);
    let open = |which: Option<Uuid>| {
        let (objecting, done) = (objecting.clone(), done.clone());
        Callback::from(move |()| {
            done.set(false);
            objecting.set(which);
        })
    };
    let on_raised = {
        let (close, done, load) = (open(None), done.clone(), load.clone());
        Callback::from(move |()| {
            close.emit(());
            done.set(true);
            load.emit(());
        })
    };
    when_loaded(&notices, &load, |notices: &Vec<GuardianNotice>| {
        if notices.is_empty() {
            return Html::default();
        }
        let item = |one: &GuardianNotice| {
            let id = one.application_id;
            html! {
                <li key={id.to_string()} class="card stack">
                    { words(&i18n, one) }
                    if let Some(objection) = &one.objection {
                        <p>
                            { tag(kind(objection.state), i18n.t(&format!("objection.{}", objection.state.code()))) }
                            { " " }{ &objection.reason }
                        </p>
                    } else if *objecting == Some(id) {
                        <Objecting application={id} submitted_at={one.submitted_at} on_stale={load.clone()} on_raised={on_raised.clone()} on_close={open(None)} />
                    } else if one.decision != Some(DecisionOutcome::Return) {
                        <div class="actions">
                            <Button look={Look::Quiet} small=true onclick={open(Some(id))}>
                                { i18n.t("objection.raise") }<span class="visually-hidden">{ &one.applicant_name_masked }</span>
                            </Button>
                        </div>
                    }
                </li>
            }
        };
        html! {
            <section class="stack" aria-labelledby="guardian-notices">
                <h2 id="guardian-notices">{ i18n.t("objection.title") }</h2>
                if *done { <Notice kind={NoticeKind::Good} live=true><p>{ i18n.t("objection.raised") }</p></Notice> }
                <ul class="children">{ for notices.iter().map(item) }</ul>
            </section>
        }
    })
}

fn words(i18n: &I18n, one: &GuardianNotice) -> Html {
    let relationship = relationship_name(i18n, one.relationship, None);
    let values = [
        ("applicant", one.applicant_name_masked.as_str()),
        ("relationship", &relationship),
        ("student", &one.student_name),
        ("time", &i18n.date_time(one.submitted_at)),
    ];
    let key = match one.decision {
        None => "objection.applied",
        Some(DecisionOutcome::Approve) => "objection.approved",
        Some(DecisionOutcome::Return) => "objection.returned",
    };
    html! { <p>{ i18n.with(key, &values) }</p> }
}

fn kind(state: ObjectionState) -> TagKind {
    match state {
        ObjectionState::Open => TagKind::Wait,
        ObjectionState::Dismissed => TagKind::Plain,
        ObjectionState::Upheld => TagKind::Ok,
    }
}

#[derive(Properties, PartialEq)]
struct ObjectingProps {
    application: Uuid,
    submitted_at: OffsetDateTime,
    /// It was corrected since: who is to be objected to may be somebody else.
    on_stale: Callback<()>,
    on_raised: Callback<()>,
    on_close: Callback<()>,
}

/// The reason, and what comes of it.
#[component]
fn Objecting(props: &ObjectingProps) -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let (reason, used) = (use_node_ref(), use_state_eq(|| 0_usize));
    use_effect_with((), |()| browser::focus(REASON));
    let onsubmit = {
        let (i18n, session, task, errors) = (i18n.clone(), session, task.clone(), errors.clone());
        let (reason, application_id, on_raised) = (reason.clone(), props.application, props.on_raised.clone());
        let (submitted_at, on_stale) = (props.submitted_at, props.on_stale.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let asked = RaiseObjection { application_id, submitted_at, reason: text_of(&reason) };
            let mut wrong = FormErrors::default();
            wrong.check(&i18n, REASON, i18n.t("objection.reason"), check::reason(&asked.reason));
            let good = wrong.is_empty();
            errors.set(wrong);
            if !good {
                browser::focus(REASON);
                return;
            }
            let (i18n, session, errors, on_raised) = (i18n.clone(), session.clone(), errors.clone(), on_raised.clone());
            let on_stale = on_stale.clone();
            task.run(async move {
                match api::account::object(&asked).await {
                    Ok(_) => on_raised.emit(()),
                    Err(error) if error.is_not_signed_in() => session.interrupt(),
                    Err(error) => {
                        if error.code() == Some(ProblemCode::Stale) {
                            on_stale.emit(());
                        }
                        let place =
                            FieldPlace { pointer: "/reason".into(), field: REASON, label: i18n.t("objection.reason") };
                        errors.set(FormErrors::from_api(&i18n, &error, &[place]));
                    }
                }
            });
        })
    };
    let area = TextArea {
        id: REASON,
        label: i18n.t("objection.reason"),
        hint: Some(i18n.t("objection.reason_hint")),
        error: errors.of(REASON).map(|message| message.text),
        node: &reason,
        used: *used,
        oninput: typing(REASON, &used, &errors, &reason, check::reason),
    };
    html! {
        <form class="form" {onsubmit} novalidate=true>
            if let Some(words) = &errors.general { <Notice kind={NoticeKind::Bad} live=true><p>{ words }</p></Notice> }
            { text_area(&i18n, area) }
            <div class="actions">
                <Button busy={task.is_running()}>{ i18n.t("objection.send") }</Button>
                <Button look={Look::Quiet} onclick={props.on_close.clone()}>{ i18n.t("action.cancel") }</Button>
            </div>
        </form>
    }
}
