//! Parts of a grid that lives in the address: links to other views, sortable headings, the pager.

use crate::{i18n::I18n, route::staff::StaffRoute};
use yew::prelude::*;
use yew_router::{prelude::*, query::Raw};

/// The ways to other views of one page: the router's own link knows no `aria-current`.
#[derive(Clone, PartialEq)]
pub struct Views {
    navigator: Navigator,
    route: StaffRoute,
}

impl Views {
    /// Shows the view of that query, which is encoded and without its question mark.
    pub fn show(&self, query: &str) {
        // An encoded query can't fail to encode.
        let _ = self.navigator.push_with_query(&self.route, Raw(query));
    }

    /// A link to a view; `current` where it is on screen.
    pub fn link(&self, query: String, class: &'static str, current: bool, words: Html) -> Html {
        let href = format!("{}?{query}", self.route.to_path());
        let views = self.clone();
        let onclick = Callback::from(move |event: MouseEvent| {
            // With a modifier the browser opens a tab or window.
            if !(event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key()) {
                event.prevent_default();
                views.show(&query);
            }
        });
        html! { <a {href} {class} aria-current={current.then_some("page")} {onclick}>{ words }</a> }
    }
}

/// The views of a page.
#[hook]
pub fn use_views(route: StaffRoute) -> Views {
    Views { navigator: use_navigator().expect("pages are rendered inside the router"), route }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Ascending,
    Descending,
}

/// The heading of a column that sorts, and how the rows are sorted by it, if they are.
pub fn sort_heading(
    label: AttrValue,
    class: &'static str,
    direction: Option<Direction>,
    on_sort: Callback<()>,
) -> Html {
    let (sort, sign) = match direction {
        Some(Direction::Ascending) => (Some("ascending"), "▲"),
        Some(Direction::Descending) => (Some("descending"), "▼"),
        None => (None, "↕"),
    };
    html! {
        <th scope="col" {class} aria-sort={sort}>
            <button type="button" class="grid__sort" onclick={on_sort.reform(|_| ())}>
                { label }<span aria-hidden="true">{ sign }</span>
            </button>
        </th>
    }
}

/// Where a page lies in the whole list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageRange {
    pub page: u32,
    pub page_size: u32,
    pub total: u64,
}

impl PageRange {
    fn first(self) -> u64 {
        if self.total == 0 { 0 } else { u64::from(self.page - 1) * u64::from(self.page_size) + 1 }
    }

    fn last(self) -> u64 {
        (u64::from(self.page) * u64::from(self.page_size)).min(self.total)
    }

    fn pages(self) -> u32 {
        u32::try_from(self.total.div_ceil(self.page_size.max(1).into())).unwrap_or(u32::MAX)
    }
}

/// 「1 - 30 共 62 條」 and the ways to the neighbouring pages.
pub fn pager(i18n: &I18n, range: PageRange, views: &Views, query_of: impl Fn(u32) -> String) -> Html {
    let counts = [("first", range.first()), ("last", range.last()), ("total", range.total)]
        .map(|(name, value)| (name, value.to_string()));
    let counts = counts.each_ref().map(|(name, value)| (*name, value.as_str()));
    let link =
        |page: u32, key: &str| views.link(query_of(page), "btn btn--quiet btn--small", false, i18n.t(key).into());
    html! {
        <div class="pager">
            <span class="num soft">{ i18n.with("review.range", &counts) }</span>
            if range.pages() > 1 {
                <nav class="row" aria-label={i18n.t("review.pages")}>
                    if range.page > 1 {
                        { link(range.page - 1, "review.previous_page") }
                    }
                    if range.page < range.pages() {
                        { link(range.page + 1, "review.next_page") }
                    }
                </nav>
            }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_reads_as_in_the_documents() {
        let range = |page, total| PageRange { page, page_size: 30, total };
        assert_eq!((range(1, 62).first(), range(1, 62).last(), range(1, 62).pages()), (1, 30, 3));
        assert_eq!((range(3, 62).first(), range(3, 62).last()), (61, 62));
        assert_eq!((range(1, 0).first(), range(1, 0).last(), range(1, 0).pages()), (0, 0, 0));
    }
}
