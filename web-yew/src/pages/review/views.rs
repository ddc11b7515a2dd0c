//! Ways between the views of the grid: tabs, order, and where an empty one leads.

use super::query::GridQuery;
use crate::{components::grid::QueryLink, i18n::use_i18n, route::Route};
use shared_types::review::{ReviewSort, ReviewState};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct TabsProps {
    pub route: Route,
    pub query: GridQuery,
    pub pending: u64,
    pub decided: u64,
}

/// ◉待審核案件 ○已審核案件
#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let i18n = use_i18n();
    let tab = |state: ReviewState, key: &str, count: u64| {
        let current = props.query.state == state;
        html! {
            <QueryLink route={props.route} query={props.query.in_state(state).encode()} current={current.then_some(AttrValue::from("page"))}>
                <span aria-hidden="true">{ if current { "◉" } else { "○" } }</span>{ i18n.t(key) }<span class="num">{ count }</span>
            </QueryLink>
        }
    };
    html! {
        <nav class="seg" aria-label={i18n.t("review.tabs")}>
            { tab(ReviewState::Pending, "review.tab.pending", props.pending) }
            { tab(ReviewState::Decided, "review.tab.decided", props.decided) }
        </nav>
    }
}

#[derive(Properties, PartialEq)]
pub struct OrderProps {
    pub query: GridQuery,
    pub on_order: Callback<GridQuery>,
}

/// Sorting where the headings aren't shown.
#[component]
pub fn Order(props: &OrderProps) -> Html {
    const ORDERS: [(ReviewSort, bool, &str); 4] = [
        (ReviewSort::SeatNumber, false, "review.order.seat_up"),
        (ReviewSort::SeatNumber, true, "review.order.seat_down"),
        (ReviewSort::SubmittedAt, false, "review.order.oldest"),
        (ReviewSort::SubmittedAt, true, "review.order.newest"),
    ];
    let i18n = use_i18n();
    let query = props.query;
    let onchange = props.on_order.reform(move |event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        let chosen = usize::try_from(select.selected_index()).ok().and_then(|index| ORDERS.get(index));
        chosen.map_or(query, |(sort, descending, _)| query.ordered(*sort, *descending))
    });
    let option = |(sort, descending, key): (ReviewSort, bool, &'static str)| {
        html! { <option {key} selected={query.sort == sort && query.descending == descending}>{ i18n.t(key) }</option> }
    };
    html! {
        <label class="review__pick">
            <span class="label">{ i18n.t("review.order") }</span>
            <select class="input input--short" name="order" {onchange}>{ for ORDERS.into_iter().map(option) }</select>
        </label>
    }
}

#[derive(Properties, PartialEq)]
pub struct EmptyProps {
    pub query: GridQuery,
    pub route: Route,
    pub total: u64,
    pub decided: u64,
}

/// Nothing to show, and what to do next.
#[component]
pub fn Empty(props: &EmptyProps) -> Html {
    let i18n = use_i18n();
    let query = props.query;
    let (title, hint) = match (props.total, query.state) {
        // A page behind the last one: rows were decided meanwhile.
        (1.., _) => ("review.empty.page", "review.empty.page_hint"),
        (0, ReviewState::Pending) => ("review.empty.pending", "review.empty.pending_hint"),
        (0, ReviewState::Decided) => ("review.empty.decided", "review.empty.decided_hint"),
    };
    let (next, words) = match (props.total, query.state) {
        (1.., _) => (Some(query.on_page(1)), "review.empty.first_page"),
        (0, ReviewState::Pending) => {
            ((props.decided > 0).then(|| query.in_state(ReviewState::Decided)), "review.tab.decided")
        }
        (0, ReviewState::Decided) => (Some(query.in_state(ReviewState::Pending)), "review.tab.pending"),
    };
    html! {
        <div class="empty">
            <h2>{ i18n.t(title) }</h2>
            <p>{ i18n.t(hint) }</p>
            if let Some(next) = next {
                <QueryLink route={props.route} query={next.encode()} class="btn btn--quiet">{ i18n.t(words) }</QueryLink>
            }
        </div>
    }
}
