//! 學生資料管理: every child of the class, with whoever is bound to it or has applied [T].

use super::{
    decisions::use_decisions,
    grid::{Views, use_views},
    guardians::{Asked, OfRegistrar, Ways, table},
    results::Outcome,
    revoking::Revoking,
    roster_steps::{Places, Releasing},
    slips::Slips,
    work::evidence,
};
use crate::{
    api, browser,
    components::notice::{Failed, Notice, NoticeKind, Skeleton},
    i18n::{I18n, use_i18n},
    route::staff::StaffRoute,
    session::{Loaded, use_session},
    task,
};
use shared_types::{
    application::ApplicationStatus,
    review::{ClassStudent, ReviewRow, StudentState},
};
use std::rc::Rc;
use uuid::Uuid;
use yew::prelude::*;
use yew_router::prelude::*;

/// The query of a list of those children; of all where there is no state.
pub fn query_of(state: Option<StudentState>) -> String {
    state.map(|state| format!("state={}", state.code())).unwrap_or_default()
}

/// Which children the address asks for. Not through serde, which would cost a kilobyte.
#[hook]
pub fn use_shown_state() -> Option<StudentState> {
    let location = use_location()?;
    StudentState::ALL.into_iter().find(|state| location.query_str().trim_start_matches('?') == query_of(Some(*state)))
}

#[derive(Properties, PartialEq)]
pub struct ClassStudentsProps {
    pub class_id: Uuid,
    pub school_code: AttrValue,
    pub class_name: AttrValue,
    /// Whether the reader teaches the class.
    pub may_decide: bool,
    /// Whether the reader is a registrar.
    pub is_registrar: bool,
    /// The counts of the class have changed.
    pub on_decided: Callback<()>,
}

/// The children whose state the address names, or all.
#[component]
pub fn ClassStudents(props: &ClassStudentsProps) -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let state = use_shown_state();
    let views = use_views(StaffRoute::ReviewStudents { class_id: props.class_id });
    let students = use_state(|| Loaded::<Rc<Vec<ClassStudent>>>::Loading);
    let reload = {
        let students = students.clone();
        use_callback(props.class_id, move |(), &class_id| {
            let (students, session) = (students.clone(), session.clone());
            task::spawn(async move {
                match api::review::class_students(class_id).await {
                    Ok(list) => students.set(Loaded::Present(Rc::new(list))),
                    Err(error) if error.is_not_signed_in() => session.interrupt(),
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
    let asked = use_state_eq(|| None::<Asked>);
    let told = use_state_eq(AttrValue::default);
    // Once the dialog is closed: until then nothing outside of it takes the focus, and its button may be gone.
    use_effect_with((*told).clone(), |told| {
        if !told.is_empty() {
            browser::focus_heading();
        }
    });
    let ask = {
        let (asked, told) = (asked.clone(), told.clone());
        Callback::from(move |question| {
            told.set(AttrValue::default());
            asked.set(question);
        })
    };
    let on_close = ask.reform(|()| None);
    let on_told = {
        let (asked, told) = (asked.clone(), told.clone());
        Callback::from(move |words: AttrValue| {
            asked.set(None);
            told.set(words);
            on_done.emit(());
        })
    };
    let revoked = i18n.t("review.revoked");
    let failure = use_state_eq(AttrValue::default);
    let opened = use_state_eq(|| None::<ReviewRow>);
    let open = {
        let opened = opened.clone();
        Callback::from(move |row| opened.set(Some(row)))
    };
    let noted = {
        let (failure, reload) = (failure.clone(), reload.clone());
        Callback::from(move |words: Option<AttrValue>| {
            failure.set(words.unwrap_or_default());
            reload.emit(());
        })
    };
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
    let ways = Ways {
        decisions: decisions.clone(),
        may_decide: props.may_decide,
        registrar: props.is_registrar.then(|| OfRegistrar { ask: ask.clone(), school_code: props.school_code.clone() }),
        open,
        noted,
    };
    let is_open = opened.as_ref().is_some_and(|row| row.status == ApplicationStatus::InReview);
    let caption = i18n.with("review.students_caption", &[("class", &props.class_name)]);
    html! {
        <>
            { decisions.results() }
            if !failure.is_empty() { <Notice kind={NoticeKind::Bad} live=true>{ &*failure }</Notice> }
            if !told.is_empty() { <Notice kind={NoticeKind::Good} live=true>{ &*told }</Notice> }
            if !unanswered.is_empty() {
                <div class="actions">
                    <Slips school_code={props.school_code.clone()} class_name={props.class_name.clone()} students={unanswered}
                        on_failure={on_slips_failure} />
                </div>
            }
            if shown.is_empty() {
                { empty(&i18n, &views) }
            } else {
                { table(&i18n, caption, &shown, &ways) }
            }
            { decisions.dialog() }
            { evidence(&opened, props.may_decide && is_open, &decisions) }
            { match (*asked).clone() {
                Some(Asked::Revoke(asked)) => html! {
                    <Revoking {asked} {on_close} on_revoked={on_told.reform(move |()| revoked.clone())} />
                },
                Some(Asked::Release(child)) => html! { <Releasing {child} {on_close} on_done={on_told} /> },
                Some(Asked::Places(child)) => html! { <Places {child} {on_close} on_done={on_told} /> },
                None => Html::default(),
            } }
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
