//! Opening the form, and what is said afterwards.

use super::{
    entries::Entry,
    give_form::{GiveForm, Gives},
};
use crate::{
    browser,
    components::{
        button::Button,
        notice::{Notice, NoticeKind},
    },
    i18n::I18n,
};
use yew::prelude::*;

/// Whether the form is open, and what was done last.
#[derive(Clone)]
pub struct Giving {
    open: UseStateHandle<bool>,
    done: UseStateHandle<Option<AttrValue>>,
    reload: Callback<()>,
}

#[hook]
pub fn use_giving(reload: Callback<()>) -> Giving {
    Giving { open: use_state_eq(|| false), done: use_state_eq(|| None), reload }
}

impl Giving {
    /// Says so, and loads the list anew.
    pub fn on_ended(&self, i18n: &I18n) -> Callback<Entry> {
        let (these, i18n) = (self.clone(), i18n.clone());
        Callback::from(move |entry: Entry| {
            these.done.set(Some(i18n.with("staff.ended", &[("name", &entry.name), ("what", &entry.what)])));
            these.reload.emit(());
        })
    }
}

/// The way to the form, or the form; and what was done.
pub fn giving(i18n: &I18n, now: &Giving, title: &str, gives: Gives, onerror: Callback<bool>) -> Html {
    let set = |open: bool| {
        let (these, onerror) = (now.clone(), onerror.clone());
        Callback::from(move |()| {
            these.done.set(None);
            these.open.set(open);
            onerror.emit(false);
            // An open form has it.
            if !open {
                browser::focus_heading();
            }
        })
    };
    let on_given = {
        let (these, i18n, close) = (now.clone(), i18n.clone(), set(false));
        Callback::from(move |(name, what): (String, AttrValue)| {
            close.emit(());
            these.done.set(Some(i18n.with("staff.given", &[("name", &name), ("what", &what)])));
            these.reload.emit(());
        })
    };
    html! {
        <>
            if let Some(words) = &*now.done {
                <Notice kind={NoticeKind::Good} live=true><p>{ words }</p></Notice>
            }
            if *now.open {
                <GiveForm {gives} {on_given} onerror={onerror.clone()} on_close={set(false)} />
            } else {
                <div class="actions"><Button onclick={set(true)}>{ i18n.t(title) }</Button></div>
            }
        </>
    }
}
