//! 顯示設定: which columns, how dense, and the single keys.

use super::{preferences::Preferences, shortcuts::keys};
use crate::{
    components::{
        button::{Button, Look},
        dialog::Dialog,
    },
    i18n::I18n,
};
use shared_types::review::ReviewColumn;
use yew::prelude::*;

/// A button and its dialog. What is chosen holds at once.
pub fn settings(
    i18n: &I18n,
    now: &Preferences,
    choose: &Callback<Preferences>,
    is_open: bool,
    set_open: impl Fn(bool) -> Callback<()>,
) -> Html {
    let toggle = |words: AttrValue, checked: bool, then: Preferences| {
        let onchange = choose.reform(move |_: Event| then.clone());
        html! { <label class="check"><input type="checkbox" {checked} {onchange} /><span>{ words }</span></label> }
    };
    let column = |column: ReviewColumn| {
        let shown = now.shows(column);
        let mut hidden = now.hidden.clone();
        match shown {
            true => hidden.push(column),
            false => hidden.retain(|one| *one != column),
        }
        let words = i18n.t(&format!("review.column.{}", column.code()));
        html! { <li key={column.code()}>{ toggle(words, shown, Preferences { hidden, ..now.clone() }) }</li> }
    };
    let columns = ReviewColumn::ALL.into_iter().filter(|column| Preferences::can_hide(*column));
    let actions = html! { <Button onclick={set_open(false)}>{ i18n.t("review.close") }</Button> };
    html! {
        <>
            <Button look={Look::Quiet} small=true onclick={set_open(true)}>{ i18n.t("review.settings") }</Button>
            if is_open {
                <Dialog id="settings" title={i18n.t("review.settings")} on_close={set_open(false)} {actions}>
                    <fieldset>
                        <legend>{ i18n.t("review.settings.columns") }</legend>
                        <ul class="columns">{ for columns.map(column) }</ul>
                    </fieldset>
                    { toggle(i18n.t("review.settings.dense"), now.dense, Preferences { dense: !now.dense, ..now.clone() }) }
                    <h3>{ i18n.t("review.keys") }</h3>
                    { toggle(i18n.t("review.settings.shortcuts"), now.shortcuts, Preferences { shortcuts: !now.shortcuts, ..now.clone() }) }
                    <p class="small soft">{ i18n.t("review.keys.hint") }</p>
                    { keys(i18n) }
                </Dialog>
            }
        </>
    }
}
