//! What was done, said once where one goes from there.

use super::notice::{Notice, NoticeKind};
use crate::{browser, task};
use std::cell::RefCell;
use yew::prelude::*;

const NEWS: &str = "news";

thread_local! {
    static WORDS: RefCell<Option<AttrValue>> = const { RefCell::new(None) };
}

/// The next [`News`] that is shown says these words.
pub fn tell(words: AttrValue) {
    WORDS.set(Some(words));
}

#[derive(Properties, PartialEq)]
pub struct NewsProps {
    /// Where no new page takes the focus: what had it is gone.
    #[prop_or_default]
    pub takes_focus: bool,
}

/// What was told last, if nobody has heard it yet.
#[component]
pub fn News(props: &NewsProps) -> Html {
    let words = use_memo((), |()| WORDS.take());
    let takes_focus = props.takes_focus && words.is_some();
    use_effect_with((), move |()| {
        if takes_focus {
            // After a dialog has closed, which gives the focus back to what opened it.
            task::spawn(async { browser::focus(NEWS) });
        }
    });
    match &*words {
        Some(words) => html! {
            <div id={NEWS} tabindex="-1">
                <Notice kind={NoticeKind::Good} live={!takes_focus}><p>{ words.clone() }</p></Notice>
            </div>
        },
        None => Html::default(),
    }
}
