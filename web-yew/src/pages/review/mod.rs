//! 審核家長親子連結申請: the homeroom teacher's grid.

pub mod class_panel;
pub mod data;
pub mod decide;
pub mod decisions;
pub mod doubts;
pub mod evidence;
pub mod facts;
pub mod filters;
pub mod grid;
mod guardians;
pub mod papers;
mod preferences;
pub mod print;
pub mod query;
pub mod results;
mod returning;
mod revoking;
mod roster_steps;
pub mod selection;
pub mod settings;
pub mod shortcuts;
mod slips;
pub mod students;
pub mod table;
pub mod unmask;
pub mod views;
pub mod work;

use crate::{
    api,
    components::{
        notice::{Failed, Notice, NoticeKind, Skeleton},
        page::{Page, Width},
    },
    i18n::{I18n, use_i18n},
    pages::staff::{
        sign_in_again::SignInAgain,
        ways::{first_area, other_ways, way, ways},
    },
    route::{staff::StaffRoute, use_go},
    session::{Loaded, use_session, use_signed_in},
    task,
};
use class_panel::{Census, class_picker};
use shared_types::{account::Role, review::ReviewClass};
use students::ClassStudents;
use uuid::Uuid;
use work::ClassWork;
use yew::prelude::*;
use yew_router::prelude::*;

/// Whoever has classes to look at.
const REVIEWERS: [Role; 2] = [Role::HomeroomTeacher, Role::Registrar];

#[derive(Properties, Clone, PartialEq)]
pub struct ReviewPageProps {
    /// None: the first of the own classes.
    pub class_id: Option<Uuid>,
    #[prop_or_default]
    pub shows: Shows,
}

/// The two pages of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shows {
    /// 審核家長親子連結申請
    #[default]
    Applications,
    /// 學生資料管理
    Students,
}

impl Shows {
    fn route(self, class_id: Uuid) -> StaffRoute {
        match self {
            Self::Applications => StaffRoute::ReviewClass { class_id },
            Self::Students => StaffRoute::ReviewStudents { class_id },
        }
    }

    /// The key of its title.
    fn title(self) -> &'static str {
        match self {
            Self::Applications => "review.title",
            Self::Students => "review.students",
        }
    }
}

/// For signed-in homeroom teachers; others are told so or led to sign in.
#[component]
pub fn ReviewPage(props: &ReviewPageProps) -> Html {
    let i18n = use_i18n();
    let account = use_signed_in();
    let session = use_session();
    let go = use_go();
    // Whoever has no classes, but other pages, goes on to the first of those.
    let elsewhere = account.present().map(|session| &session.account.roles);
    let elsewhere = elsewhere.filter(|roles| !roles.iter().any(|role| REVIEWERS.contains(role)));
    let elsewhere = elsewhere.and_then(|roles| first_area(roles));
    use_effect_with(elsewhere, move |area| area.iter().for_each(|area| go.instead(*area)));
    let content = match &account {
        Loaded::Present(session) if session.account.roles.iter().any(|role| REVIEWERS.contains(role)) => {
            return html! { <Classes roles={session.account.roles.clone()} page={props.clone()} /> };
        }
        Loaded::Present(_) if elsewhere.is_none() => {
            html! { <Notice kind={NoticeKind::Warn}>{ i18n.t("review.teachers_only") }</Notice> }
        }
        Loaded::Failed(error) => {
            html! { <Failed error={error.clone()} retry={Callback::from(move |()| session.reload_account())} /> }
        }
        _ => html! { <Skeleton /> },
    };
    html! { <Page title={i18n.t(props.shows.title())} width={Width::Wide}>{ content }</Page> }
}

/// The ways between the pages of a class, to the other pages of one's roles, and to the children of one's own.
fn pages(i18n: &I18n, roles: &[Role], class_id: Uuid, shown: Shows) -> Html {
    let page = |shows: Shows| way(i18n, shows.route(class_id), shows.title(), Some(shown.route(class_id)));
    html! {
        <div class="ways">
            <nav class="ways__line" aria-label={i18n.t("review.pages_of_class")}>
                { for [Shows::Applications, Shows::Students].into_iter().map(page) }
            </nav>
            { other_ways(i18n, roles) }
        </div>
    }
}

fn class_link(class: &ReviewClass) -> Html {
    html! {
        <Link<StaffRoute> key={class.id.to_string()} to={Shows::Applications.route(class.id)} classes="btn">{ &class.name }</Link<StaffRoute>>
    }
}

#[derive(Properties, PartialEq)]
struct ClassesProps {
    roles: Vec<Role>,
    page: ReviewPageProps,
}

/// The own classes, and the work on one of them.
#[component]
fn Classes(props: &ClassesProps) -> Html {
    let ClassesProps { roles, page: props } = props;
    let i18n = use_i18n();
    let session = use_session();
    let go = use_go();
    let classes = use_state(|| Loaded::<Vec<ReviewClass>>::Loading);
    let reload = {
        let classes = classes.clone();
        use_callback((), move |(), ()| {
            let (classes, session) = (classes.clone(), session.clone());
            task::spawn(async move {
                match api::review::classes().await {
                    Ok(list) => classes.set(Loaded::Present(list)),
                    Err(error) if error.is_not_signed_in() => session.interrupt(),
                    Err(error) => classes.set(Loaded::Failed(error)),
                }
            });
        })
    };
    {
        let reload = reload.clone();
        use_effect_with((), move |()| reload.emit(()));
    }
    let first = classes.present().and_then(|classes| classes.first()).map(|class| class.id);
    {
        let go = go.clone();
        use_effect_with((props.class_id, first), move |&(chosen, first)| {
            if let (None, Some(class_id)) = (chosen, first) {
                go.instead(StaffRoute::ReviewClass { class_id });
            }
        });
    }
    let content = match &*classes {
        Loaded::Present(classes) => match classes.iter().find(|class| Some(class.id) == props.class_id) {
            Some(class) => html! {
                <>
                    <div class="review__head">
                        <p class="soft">{ &class.school_name }</p>
                        <h2>{ &class.name }</h2>
                        { class_picker(&i18n, go, classes, class.id, props.shows) }
                        { pages(&i18n, roles, class.id, props.shows) }
                    </div>
                    <Census class={class.clone()} shows={props.shows} />
                    { match props.shows {
                        Shows::Applications => html! {
                            <ClassWork key={class.id.to_string()} class_id={class.id} class_name={class.name.clone()} may_decide={class.may_decide}
                                paper_required={class.paper_required} on_decided={reload} />
                        },
                        Shows::Students => html! {
                            <ClassStudents key={class.id.to_string()} class_id={class.id} school_code={class.school_code.clone()} class_name={class.name.clone()} may_decide={class.may_decide}
                                is_registrar={class.is_of_own_school} on_decided={reload} />
                        },
                    } }
                </>
            },
            None if classes.is_empty() => html! {
                <>
                    { ways(&i18n, roles, StaffRoute::Review) }
                    <div class="empty"><h2>{ i18n.t("review.no_class") }</h2><p>{ i18n.t("review.no_class_hint") }</p></div>
                </>
            },
            None if props.class_id.is_some() => html! {
                <>
                    <Notice kind={NoticeKind::Warn}>{ i18n.t("review.not_your_class") }</Notice>
                    <nav class="actions" aria-label={i18n.t("review.own_classes")}>{ for classes.iter().map(class_link) }</nav>
                </>
            },
            None => html! { <Skeleton /> },
        },
        Loaded::Failed(error) => html! { <Failed error={error.clone()} retry={reload} /> },
        _ => html! { <Skeleton /> },
    };
    html! { <Page title={i18n.t(props.shows.title())} width={Width::Wide}><SignInAgain />{ content }</Page> }
}
