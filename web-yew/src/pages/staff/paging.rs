//! 「1 - 30 共 62 筆」 of a list that isn't in the address.

use crate::{
    components::button::{Button, Look},
    i18n::I18n,
};
use shared_types::Page;
use yew::prelude::*;

/// The range, and the neighbouring pages.
pub fn paging<T>(i18n: &I18n, list: &Page<T>, page: &UseStateHandle<u32>) -> Html {
    let size = u64::from(list.page_size);
    let before = u64::from(list.page.saturating_sub(1)) * size;
    let last = before + list.items.len() as u64;
    let first = if list.items.is_empty() { 0 } else { before + 1 };
    let counts = [("first", first.to_string()), ("last", last.to_string()), ("total", list.total.to_string())];
    let counts = counts.each_ref().map(|(name, value)| (*name, value.as_str()));
    let to = |number: u32| {
        let page = page.clone();
        Callback::from(move |()| page.set(number))
    };
    html! {
        <div class="pager">
            <span class="num soft">{ i18n.with("staff.range", &counts) }</span>
            <nav class="row" aria-label={i18n.t("review.pages")}>
                if list.page > 1 {
                    <Button look={Look::Quiet} small=true onclick={to(list.page - 1)}>{ i18n.t("review.previous_page") }</Button>
                }
                if last < list.total {
                    <Button look={Look::Quiet} small=true onclick={to(list.page + 1)}>{ i18n.t("review.next_page") }</Button>
                }
            </nav>
        </div>
    }
}
