//! Which class is reviewed, and how far it has got.

use super::{
    Shows,
    grid::use_views,
    query::View,
    students::{query_of, use_shown_state},
};
use crate::{
    components::tag::{TagKind, tag},
    i18n::{I18n, use_i18n},
    route::{Go, staff::StaffRoute},
};
use shared_types::{
    application::ApplicationStatus,
    review::{ReviewClass, ReviewQuery, ReviewState, StudentState},
};
use uuid::Uuid;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// The own classes; nothing to pick for a teacher of one.
pub fn class_picker(i18n: &I18n, go: Go, classes: &[ReviewClass], chosen: Uuid, shows: Shows) -> Html {
    if classes.len() < 2 {
        return Html::default();
    }
    let onchange = {
        let ids: Vec<Uuid> = classes.iter().map(|class| class.id).collect();
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            if let Some(class_id) = usize::try_from(select.selected_index()).ok().and_then(|index| ids.get(index)) {
                go.to(shows.route(*class_id));
            }
        })
    };
    let option = |class: &ReviewClass| {
        let waiting = class.census.in_review.to_string();
        html! {
            <option key={class.id.to_string()} value={class.id.to_string()} selected={class.id == chosen}>
                { i18n.with("review.class_option", &[("class", &class.name), ("waiting", &waiting)]) }
            </option>
        }
    };
    html! {
        <label class="review__pick">
            <span class="label">{ i18n.t("review.class") }</span>
            <select class="input input--short" name="class" {onchange}>{ for classes.iter().map(option) }</select>
        </label>
    }
}

#[derive(Properties, PartialEq)]
pub struct CensusProps {
    pub class: ReviewClass,
    pub shows: Shows,
}

/// 「全班 28 人：已綁定 21、待審核 3、退回待修正 1、不同意 1、尚未申請 2」; each leads to whom it counts.
#[component]
pub fn Census(props: &CensusProps) -> Html {
    let i18n = use_i18n();
    let ReviewClass { id: class_id, census, .. } = props.class;
    let grid = use_views(StaffRoute::ReviewClass { class_id });
    let list = use_views(StaffRoute::ReviewStudents { class_id });
    let shown = use_shown_state();
    let in_list = props.shows == Shows::Students;
    let mark = |state: StudentState| {
        let (count, key) = (census.count(state), format!("review.census.{}", state.code()));
        let kind = match state {
            StudentState::Bound => TagKind::Ok,
            StudentState::InReview | StudentState::RegistryChecking => TagKind::Wait,
            StudentState::Returned => TagKind::No,
            StudentState::Refused => TagKind::Plain,
            StudentState::NoAnswer => TagKind::Info,
        };
        let words = tag(kind, counted(&i18n, &key, count));
        let returned = || ReviewQuery { status: Some(ApplicationStatus::Returned), ..ReviewQuery::default() };
        let words = match state {
            StudentState::RegistryChecking if count == 0 => return Html::default(),
            _ if count == 0 => words,
            StudentState::InReview if !in_list => grid.link(ReviewQuery::default().encode(), "", false, words),
            StudentState::Returned if !in_list => {
                grid.link(ReviewQuery { state: ReviewState::Decided, ..returned() }.encode(), "", false, words)
            }
            _ => {
                let current = in_list && shown == Some(state);
                list.link(query_of(Some(state)), "", current, words)
            }
        };
        html! { <li key={state.code()}>{ words }</li> }
    };
    let everybody =
        html! { <strong class="num">{ counted(&i18n, "review.census.students", census.students) }</strong> };
    html! {
        <section class="card card--tight census" aria-label={i18n.t("review.census")}>
            <div class="row">
                { list.link(String::new(), "", in_list && shown.is_none(), everybody) }
                <ul class="row num">{ for StudentState::ALL.into_iter().map(mark) }</ul>
            </div>
            { bar(census.students, [("ok", census.bound), ("wait", census.in_review + census.registry_checking), ("no", census.returned)]) }
        </section>
    }
}

fn counted(i18n: &I18n, key: &str, count: u64) -> AttrValue {
    i18n.with(key, &[("count", &count.to_string())])
}

/// The same in a picture. An SVG, because its widths are no inline styles, which the page's policy forbids.
fn bar(students: u64, parts: [(&'static str, u64); 3]) -> Html {
    let mut start = 0;
    let piece = |(class, count): (&'static str, u64)| {
        let x = start;
        start += count;
        html! { <rect {class} x={x.to_string()} width={count.to_string()} height="1" /> }
    };
    html! {
        <svg class="census__bar" viewBox={format!("0 0 {} 1", students.max(1))} preserveAspectRatio="none" aria-hidden="true">
            { for parts.into_iter().map(piece) }
        </svg>
    }
}
