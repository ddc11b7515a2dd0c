//! 我的帳號: name, address and number of the signed-in person, the password, and where one is signed in.

mod contact;
pub mod data;
mod name;
mod sessions;

use crate::{
    api, browser,
    components::{
        contact_form::address_label,
        loading::when_loaded,
        notice::{Notice, NoticeKind},
        summary_list::{Change, Line, summary_list},
    },
    i18n::use_i18n,
    pages::signed_in::{Here, signed_in},
    route::Route,
    session::{use_own, use_session},
};
use contact::ContactChange;
use name::NameChange;
use sessions::Sessions;
use shared_types::{
    account::{Account, OwnAccount},
    contact::shown,
    verification::ContactChannel,
};
use yew::prelude::*;
use yew_router::prelude::*;

/// The page.
pub fn page() -> Html {
    signed_in(Route::Account, "own.title", |(_, onerror): Here| html! { <Own {onerror} /> })
}

/// What is being changed.
#[derive(Clone, Copy, PartialEq)]
enum Editing {
    Name,
    Contact(ContactChannel),
}

#[derive(Properties, PartialEq)]
struct OwnProps {
    onerror: Callback<bool>,
}

/// Of a form for a change.
#[derive(Properties, Clone, PartialEq)]
pub struct ChangeProps {
    pub account: OwnAccount,
    /// It was changed.
    pub onchanged: Callback<OwnAccount>,
    /// Rather not.
    pub oncancel: Callback<()>,
    pub onerror: Callback<bool>,
}

#[component]
fn Own(props: &OwnProps) -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let (loaded, load) = use_own(api::account::own_account);
    let changed = use_state(|| None::<OwnAccount>);
    let editing = use_state_eq(|| None::<Editing>);
    let told = use_state_eq(|| false);
    let edit = |what: Option<Editing>| {
        let (editing, told, onerror) = (editing.clone(), told.clone(), props.onerror.clone());
        Callback::from(move |()| {
            browser::focus_heading();
            told.set(false);
            onerror.emit(false);
            editing.set(what);
        })
    };
    let onchanged = {
        let (changed, told, close) = (changed.clone(), told.clone(), edit(None));
        Callback::from(move |account: OwnAccount| {
            close.emit(());
            if let Some(known) = session.account().present() {
                let OwnAccount { id, name, email, roles, .. } = account.clone();
                session.set_account(Some(shared_types::account::Session {
                    account: Account { id, name, email, roles },
                    ..known.clone()
                }));
            }
            changed.set(Some(account));
            told.set(true);
        })
    };
    when_loaded(&loaded, &load, |loaded| {
        let account = (*changed).clone().unwrap_or_else(|| loaded.clone());
        let line = |key: &str, value: &str, what: Editing| {
            Line::changeable(i18n.t(key), value.to_owned(), Change::Here(edit(Some(what))))
        };
        let lines = [
            Line::fixed(i18n.t("own.sign_in_name"), shown(&account.sign_in_name)),
            Line::fixed(i18n.t("own.national_id"), account.national_id_masked.clone()),
            line("own.name", &account.name, Editing::Name),
            line("parent.email", &account.email, Editing::Contact(ContactChannel::Email)),
            line("parent.mobile", &shown(&account.mobile), Editing::Contact(ContactChannel::Sms)),
        ];
        let form = ChangeProps { account, onchanged, oncancel: edit(None), onerror: props.onerror.clone() };
        let heading = |key: &str| html! { <h2>{ i18n.t(key) }</h2> };
        html! {
            <>
                if *told {
                    <Notice kind={NoticeKind::Good} live=true><p>{ i18n.t("own.changed") }</p></Notice>
                }
                { match *editing {
                    Some(Editing::Name) => html! { <>{ heading("own.name") }<NameChange ..form /></> },
                    Some(Editing::Contact(channel)) => html! {
                        <>{ heading(address_label(channel)) }<ContactChange {channel} {form} /></>
                    },
                    None => html! {
                        <>
                            <section class="card stack stack--tight" aria-labelledby="own-data">
                                <h2 id="own-data">{ i18n.t("own.data") }</h2>
                                { summary_list(&i18n, &lines) }
                                <p><Link<Route> to={Route::Password} classes="btn btn--quiet">
                                    { i18n.t("account.change_password") }
                                </Link<Route>></p>
                            </section>
                            <Sessions />
                        </>
                    },
                } }
            </>
        }
    })
}
