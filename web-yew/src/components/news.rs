//! What was done, said once where one goes from there.

use super::notice::{Notice, NoticeKind};
use crate::{browser, route::Route, task};
use std::cell::RefCell;
use yew::prelude::*;

thread_local! {
    static WORDS: RefCell<Option<(Route, AttrValue)>> = const { RefCell::new(None) };
}

/// The next [`News`] on that page says these words.
pub fn tell(page: Route, words: AttrValue) {
    WORDS.set(Some((page, words)));
}

/// This page is shown: what was told for another, and nobody has heard there, isn't told later, perhaps to somebody
/// else.
pub fn forget_beyond(page: Route) {
    WORDS.with_borrow_mut(|words| *words = words.take().filter(|(told, _)| *told == page));
}

#[derive(Properties, PartialEq)]
pub struct NewsProps {
    /// Where no new page takes the focus: what had it is gone.
    #[prop_or_default]
    pub takes_focus: bool,
}

/// What was told last for this page, if nobody has heard it yet.
#[component]
pub fn News(props: &NewsProps) -> Html {
    let words = use_memo((), |()| WORDS.take().map(|(_, words)| words));
    let takes_focus = props.takes_focus && words.is_some();
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with((), move |()| {
            if takes_focus {
                // After a dialog has closed, which gives the focus back to what opened it.
                task::spawn(async move { browser::take_focus(node.cast()) });
            }
        });
    }
    match &*words {
        Some(words) => html! {
            <div ref={node} tabindex="-1">
                <Notice kind={NoticeKind::Good} live={!takes_focus}><p>{ words.clone() }</p></Notice>
            </div>
        },
        None => Html::default(),
    }
}

/// News on a page that one stays on, and the way to say some. They take the focus: what had it is gone.
#[hook]
pub fn use_news(page: Route) -> (Html, Callback<AttrValue>) {
    let told = use_state_eq(|| 0_u32);
    let news = html! { <News key={*told} takes_focus=true /> };
    let say = Callback::from(move |words| {
        tell(page, words);
        told.set(*told + 1);
    });
    (news, say)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard() -> Option<AttrValue> {
        WORDS.take().map(|(_, words)| words)
    }

    #[test]
    fn what_was_told_waits_for_its_page_and_is_gone_with_any_other() {
        tell(Route::Children, "done".into());
        forget_beyond(Route::Children);
        assert_eq!(heard().as_deref(), Some("done"));
        tell(Route::Children, "done".into());
        forget_beyond(Route::SignIn);
        forget_beyond(Route::Children);
        assert_eq!(heard(), None);
    }
}
