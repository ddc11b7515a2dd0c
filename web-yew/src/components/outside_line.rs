//! LINE opens links in a browser of its own, which may close the page while somebody looks for the code elsewhere.

use crate::{browser, components::notice::Notice, i18n::I18n};
use yew::prelude::*;

/// In LINE, the way to the present page in the phone's own browser; nothing elsewhere.
pub fn outside_line(i18n: &I18n) -> Html {
    let window = browser::window();
    if !window.navigator().user_agent().is_ok_and(|agent| agent.contains(" Line/")) {
        return Html::default();
    }
    // LINE itself looks for this parameter, and takes the address to the other browser.
    let href = format!("{}?openExternalBrowser=1", window.location().pathname().unwrap_or_default());
    html! {
        <Notice>
            <p>{ i18n.t("line.why") }</p>
            <p><a class="btn btn--link" {href}>{ i18n.t("line.open") }</a></p>
        </Notice>
    }
}
