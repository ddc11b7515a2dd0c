//! Ways between the views of the grid: tabs, order, and where an empty one leads.

use super::{filters::Filters, grid::Views, query::View};
use crate::i18n::I18n;
use shared_types::review::{ReviewPage, ReviewQuery, ReviewSort, ReviewState};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// ◉待審核案件 ○已審核案件
pub fn tabs(i18n: &I18n, views: &Views, query: &ReviewQuery, page: &ReviewPage) -> Html {
    let tab = |state: ReviewState, key: &str, count: u64| {
        let current = query.state == state;
        let sign = if current { "◉" } else { "○" };
        let words =
            html! { <><span aria-hidden="true">{ sign }</span>{ i18n.t(key) }<span class="num">{ count }</span></> };
        views.link(query.in_state(state).encode(), "", current, words)
    };
    html! {
        <nav class="seg" aria-label={i18n.t("review.tabs")}>
            { tab(ReviewState::Pending, "review.tab.pending", page.pending) }
            { tab(ReviewState::Decided, "review.tab.decided", page.decided) }
        </nav>
    }
}

/// Sorting where the headings aren't shown.
pub fn order(i18n: &I18n, views: &Views, query: &ReviewQuery) -> Html {
    let orders = || ReviewSort::ALL.into_iter().flat_map(|sort| [(sort, false), (sort, true)]);
    let (views, shown) = (views.clone(), query.clone());
    let onchange = Callback::from(move |event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        if let Some((sort, descending)) = usize::try_from(select.selected_index()).ok().and_then(|i| orders().nth(i)) {
            views.show(&shown.ordered(sort, descending).encode());
        }
    });
    let option = |(sort, descending): (ReviewSort, bool)| {
        let column = i18n.t(&format!("review.column.{}", sort.code()));
        let words = if descending { "review.order.down" } else { "review.order.up" };
        let selected = (query.sort, query.descending) == (sort, descending);
        html! { <option {selected}>{ i18n.with(words, &[("column", &column)]) }</option> }
    };
    html! {
        <label class="review__pick">
            <span class="label">{ i18n.t("review.order") }</span>
            <select class="input input--short" name="order" {onchange}>{ for orders().map(option) }</select>
        </label>
    }
}

/// Nothing to show, and what to do next.
pub fn empty(views: &Views, filters: Filters, page: &ReviewPage) -> Html {
    let Filters { i18n, query, .. } = filters;
    let (state, next, words) = match (page.total, query.state) {
        // A page behind the last one: rows were decided meanwhile.
        (1.., _) => ("page", Some(query.on_page(1)), "review.empty.first_page"),
        (0, _) if query.is_filtered() => ("filtered", Some(query.without_filters()), "review.clear_filters"),
        (0, ReviewState::Pending) => {
            let decided = (page.decided > 0).then(|| query.in_state(ReviewState::Decided));
            ("pending", decided, "review.tab.decided")
        }
        (0, ReviewState::Decided) => ("decided", Some(query.in_state(ReviewState::Pending)), "review.tab.pending"),
    };
    html! {
        <div class="empty">
            <h2>{ i18n.t(&format!("review.empty.{state}")) }</h2>
            <p>{ i18n.t(&format!("review.empty.{state}_hint")) }</p>
            { next.map(|next| views.link(next.encode(), "btn btn--quiet", false, i18n.t(words).into())).unwrap_or_default() }
        </div>
    }
}
