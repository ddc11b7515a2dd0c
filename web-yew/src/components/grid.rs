//! Parts of a grid that lives in the address: links to other views, sortable headings, the pager.

use crate::{i18n::use_i18n, route::Route};
use yew::prelude::*;
use yew_router::{prelude::*, query::Raw};

#[derive(Properties, PartialEq)]
pub struct QueryLinkProps {
    pub route: Route,
    /// Encoded, without the question mark.
    pub query: AttrValue,
    #[prop_or_default]
    pub class: Classes,
    /// The value of `aria-current`, where this is the view on screen.
    #[prop_or_default]
    pub current: Option<AttrValue>,
    pub children: Html,
}

/// A link to another view of the same page: the router's own link knows no `aria-current`.
#[component]
pub fn QueryLink(props: &QueryLinkProps) -> Html {
    let navigator = use_navigator();
    let onclick = {
        let (route, query) = (props.route, props.query.clone());
        Callback::from(move |event: MouseEvent| {
            // With a modifier the browser opens a tab or window.
            if event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key() {
                return;
            }
            event.prevent_default();
            if let Some(navigator) = &navigator {
                // An encoded query can't fail to encode.
                let _ = navigator.push_with_query(&route, Raw(query.as_str()));
            }
        })
    };
    let href = format!("{}?{}", props.route.to_path(), props.query);
    html! {
        <a {href} class={props.class.clone()} aria-current={props.current.clone()} {onclick}>{ props.children.clone() }</a>
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Ascending,
    Descending,
}

#[derive(Properties, PartialEq)]
pub struct SortHeadingProps {
    pub label: AttrValue,
    /// How the rows are sorted by this column, if they are.
    pub direction: Option<Direction>,
    pub on_sort: Callback<()>,
    #[prop_or_default]
    pub class: Classes,
}

/// The heading of a column that sorts.
#[component]
pub fn SortHeading(props: &SortHeadingProps) -> Html {
    let (sort, sign) = match props.direction {
        Some(Direction::Ascending) => (Some("ascending"), "▲"),
        Some(Direction::Descending) => (Some("descending"), "▼"),
        None => (None, "↕"),
    };
    html! {
        <th scope="col" class={props.class.clone()} aria-sort={sort}>
            <button type="button" class="grid__sort" onclick={props.on_sort.reform(|_| ())}>
                { props.label.clone() }<span aria-hidden="true">{ sign }</span>
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

#[derive(Properties, PartialEq)]
pub struct PagerProps {
    pub range: PageRange,
    pub route: Route,
    /// The query of a page.
    pub query_of: Callback<u32, AttrValue>,
}

/// 「1 - 30 共 62 條」 and the ways to the neighbouring pages.
#[component]
pub fn Pager(props: &PagerProps) -> Html {
    let i18n = use_i18n();
    let range = props.range;
    let counts = [("first", range.first()), ("last", range.last()), ("total", range.total)]
        .map(|(name, value)| (name, value.to_string()));
    let counts = counts.each_ref().map(|(name, value)| (*name, value.as_str()));
    let link = |page: u32, key: &str| {
        html! {
            <QueryLink route={props.route} query={props.query_of.emit(page)} class="btn btn--quiet btn--small">{ i18n.t(key) }</QueryLink>
        }
    };
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
