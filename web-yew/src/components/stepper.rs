//! Where in the four steps a parent is.

use crate::i18n::I18n;
use yew::prelude::*;

/// How many steps there are.
pub const STEPS: usize = KEYS.len();
const KEYS: [&str; 4] = ["step.contact", "step.students", "step.consent", "step.parent"];

/// The steps 1-2-3-4 with the present one marked; 5 when all are done.
pub fn stepper(i18n: &I18n, present: usize) -> Html {
    let step = |(index, key): (usize, &&'static str)| {
        let number = index + 1;
        let (class, mark, spoken) = match number.cmp(&present) {
            std::cmp::Ordering::Less => (Some("done"), "✓".to_owned(), Some(i18n.t("step.done"))),
            std::cmp::Ordering::Equal => (Some("now"), number.to_string(), None),
            std::cmp::Ordering::Greater => (None, number.to_string(), None),
        };
        html! {
            <li {class} aria-current={(number == present).then_some("step")}>
                <b aria-hidden="true">{ mark }</b>
                <span>{ i18n.t(key) }if let Some(spoken) = spoken { <span class="visually-hidden">{ spoken }</span> }</span>
            </li>
        }
    };
    html! {
        <ol class="steps" aria-label={i18n.t("step.label")}>{ for KEYS.iter().enumerate().map(step) }</ol>
    }
}
