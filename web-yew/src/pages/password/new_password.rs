//! Choosing a password: the rules first, one field, and what it is worth in words.

use super::field::PasswordField;
use crate::{
    components::{button::Button, error_summary::ErrorSummary, field::value_of},
    form::FormErrors,
    i18n::{I18n, use_i18n},
};
use shared_types::{check, limits, password, problem::FieldCode};
use yew::prelude::*;

pub const NEW_PASSWORD: &str = "new-password";
pub const CURRENT_PASSWORD: &str = "current-password";

/// What was typed, checked as far as the browser can.
#[derive(Clone, PartialEq)]
pub struct Passwords {
    pub current: Option<String>,
    pub new: String,
}

#[derive(Properties, PartialEq)]
pub struct NewPasswordFormProps {
    /// Asks for the password in force, too.
    #[prop_or_default]
    pub ask_current: bool,
    /// What others know about the person, as far as it is known here.
    #[prop_or_default]
    pub personal: Vec<AttrValue>,
    /// For the browser's password manager.
    #[prop_or_default]
    pub username: AttrValue,
    pub busy: bool,
    pub errors: FormErrors,
    pub on_errors: Callback<FormErrors>,
    pub on_submit: Callback<Passwords>,
}

#[component]
pub fn NewPasswordForm(props: &NewPasswordFormProps) -> Html {
    let i18n = use_i18n();
    let (current, new) = (use_node_ref(), use_node_ref());
    let worth = use_state_eq(|| Worth::Nothing);

    let judge = {
        let personal = props.personal.clone();
        move |typed: &str| Worth::of(typed, &personal)
    };
    let oninput = {
        let (judge, worth, new) = (judge.clone(), worth.clone(), new.clone());
        Callback::from(move |_: InputEvent| worth.set(judge(&value_of(&new))))
    };
    let onsubmit = {
        let (i18n, ask_current, current, new) = (i18n.clone(), props.ask_current, current.clone(), new.clone());
        let (on_errors, on_submit) = (props.on_errors.clone(), props.on_submit.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let passwords = Passwords { current: ask_current.then(|| value_of(&current)), new: value_of(&new) };
            let mut wrong = FormErrors::default();
            if let Some(current) = &passwords.current {
                wrong.check(&i18n, CURRENT_PASSWORD, i18n.t("account.current_password"), check::required(current));
            }
            let verdict = password::check_length(&passwords.new).and(match judge(&passwords.new) {
                Worth::Refused(code) => Err(code),
                _ => Ok(()),
            });
            wrong.check(&i18n, NEW_PASSWORD, i18n.t("account.new_password"), verdict);
            let good = wrong.is_empty();
            on_errors.emit(wrong);
            if good {
                on_submit.emit(passwords);
            }
        })
    };
    html! {
        <>
            <ErrorSummary errors={props.errors.clone()} />
            <form class="form card" {onsubmit} novalidate=true>
                <input type="text" name="username" autocomplete="username" value={props.username.clone()} hidden=true readonly=true />
                if props.ask_current {
                    <PasswordField id={CURRENT_PASSWORD} label={i18n.t("account.current_password")} node={current}
                        error={props.errors.of(CURRENT_PASSWORD)} />
                }
                <div class="stack stack--tight">
                    <h2>{ i18n.t("account.rules") }</h2>
                    <ul class="rules">
                        <li>{ i18n.with("account.rule_length", &[("least", &limits::PASSWORD_MIN_CHARS.to_string())]) }</li>
                        <li>{ i18n.t("account.rule_personal") }</li>
                        <li>{ i18n.t("account.rule_free") }</li>
                    </ul>
                </div>
                <div class="stack stack--tight" {oninput}>
                    <PasswordField id={NEW_PASSWORD} label={i18n.t("account.new_password")} node={new}
                        error={props.errors.of(NEW_PASSWORD)} is_new=true />
                    { strength(&i18n, *worth) }
                </div>
                <Button busy={props.busy}>{ i18n.t("account.save_password") }</Button>
            </form>
        </>
    }
}

/// What a password is worth, as far as the browser can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Worth {
    Nothing,
    /// So many characters are missing.
    Short(usize),
    Refused(FieldCode),
    Enough,
    Strong,
}

impl Worth {
    fn of(typed: &str, personal: &[AttrValue]) -> Self {
        /// Four words, or a sentence: beyond what is tried by machines.
        const STRONG: usize = 18;
        let length = typed.chars().count();
        if length == 0 {
            return Self::Nothing;
        }
        if length < limits::PASSWORD_MIN_CHARS {
            return Self::Short(limits::PASSWORD_MIN_CHARS - length);
        }
        match password::check_guessable(typed, personal.iter().map(AttrValue::as_str)) {
            Err(code) => Self::Refused(code),
            Ok(()) if length < STRONG => Self::Enough,
            Ok(()) => Self::Strong,
        }
    }
}

/// The worth in words; the bars only repeat it.
fn strength(i18n: &I18n, worth: Worth) -> Html {
    let (bars, class, words) = match worth {
        Worth::Nothing => (0, None, i18n.t("account.strength_nothing")),
        Worth::Short(missing) => (1, None, i18n.with("account.strength_short", &[("missing", &missing.to_string())])),
        Worth::Refused(code) => (1, Some("strength--weak"), i18n.t(&format!("field.{}", code.code()))),
        Worth::Enough => (3, Some("strength--good"), i18n.t("account.strength_enough")),
        Worth::Strong => (4, Some("strength--good"), i18n.t("account.strength_strong")),
    };
    html! {
        <p class={classes!("strength", class)} role="status">
            <span class="strength__meter" aria-hidden="true">
                { for (0..4).map(|bar| html! { <i class={(bar < bars).then_some("on")} /> }) }
            </span>
            { words }
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_judged_as_the_server_does() {
        let personal = [AttrValue::from("wang.daming@example.tw")];
        assert_eq!(Worth::of("", &personal), Worth::Nothing);
        assert_eq!(Worth::of("十個字的密碼還不夠長", &personal), Worth::Short(2));
        assert_eq!(Worth::of("wang.daming-2026", &personal), Worth::Refused(FieldCode::Personal));
        assert_eq!(Worth::of("password12345", &personal), Worth::Refused(FieldCode::Common));
        assert_eq!(Worth::of("梅花鹿坐慢車去看海的那天", &personal), Worth::Enough);
        assert_eq!(Worth::of("correct horse battery staple", &personal), Worth::Strong);
    }
}
