//! 家長資料: the ID number, and the three other fields, in step 4 and in a correction.

use crate::{
    components::field::{TextField, value_of},
    draft::ParentForm,
    form::{Check, FieldPlace, FormErrors},
    i18n::{I18n, use_i18n},
    session::use_session,
};
use shared_types::{check, check::Verdict};
use yew::prelude::*;

pub const NATIONAL_ID: &str = "national_id";
pub const NAME: &str = "name";
pub const EMAIL: &str = "email";
pub const MOBILE: &str = "mobile";

/// The fields, to be read when the form is sent.
#[derive(Clone, Default, PartialEq)]
pub struct ParentNodes {
    pub national_id: NodeRef,
    pub name: NodeRef,
    pub email: NodeRef,
    pub mobile: NodeRef,
}

impl ParentNodes {
    pub fn national_id(&self) -> String {
        value_of(&self.national_id).trim().to_owned()
    }

    /// All but the ID.
    pub fn read(&self) -> ParentForm {
        let read = |node| value_of(node).trim().to_owned();
        ParentForm { name: read(&self.name), email: read(&self.email), mobile: read(&self.mobile) }
    }

    /// Notes what is wrong with the ID; in a correction it may be missing.
    pub fn check_id(&self, errors: &mut FormErrors, i18n: &I18n, needed: bool) {
        errors.check(i18n, NATIONAL_ID, i18n.t("parent.national_id"), id_verdict(&self.national_id(), needed));
    }

    /// Notes what is wrong with the others.
    pub fn check(&self, errors: &mut FormErrors, i18n: &I18n) {
        let form = self.read();
        errors.check(i18n, NAME, i18n.t("parent.name"), check::name(&form.name));
        errors.check(i18n, EMAIL, i18n.t("parent.email"), check::email(&form.email));
        errors.check(i18n, MOBILE, i18n.t("parent.mobile"), check::mobile(&form.mobile));
    }
}

fn id_verdict(typed: &str, needed: bool) -> Verdict {
    if !needed && typed.is_empty() { Ok(()) } else { check::national_id(typed) }
}

/// How an ID field is judged; one that is known already may be left empty.
pub fn id_check(needed: bool) -> Check {
    if needed { check::national_id } else { |typed| id_verdict(typed, false) }
}

/// Where the API's verdicts on the applicant belong.
pub fn parent_places(i18n: &I18n) -> Vec<FieldPlace> {
    [
        ("/applicant/national_id", NATIONAL_ID, "parent.national_id"),
        ("/applicant/name", NAME, "parent.name"),
        ("/applicant/email", EMAIL, "parent.email"),
        ("/applicant/mobile", MOBILE, "parent.mobile"),
    ]
    .map(|(pointer, field, key)| FieldPlace { pointer: pointer.into(), field, label: i18n.t(key) })
    .into()
}

/// A ref for each field that stays the same over renderings.
#[hook]
pub fn use_parent_nodes() -> ParentNodes {
    (*use_memo((), |()| ParentNodes::default())).clone()
}

/// The field for the ID number; `kept`: the one on file, masked, which then need not be typed again.
pub fn id_field(
    i18n: &I18n,
    nodes: &ParentNodes,
    errors: &FormErrors,
    kept: Option<&str>,
    value: &str,
    onleave: Callback<String>,
) -> Html {
    let hint = match kept {
        Some(masked) => i18n.with("parent.national_id_kept", &[("id", masked)]),
        None => i18n.t("parent.national_id_hint"),
    };
    html! {
        <TextField id={NATIONAL_ID} label={i18n.t("parent.national_id")} {hint} short=true
            node={nodes.national_id.clone()} error={errors.of(NATIONAL_ID)} enterkeyhint="next"
            recheck={id_check(kept.is_none())} value={value.to_owned()} {onleave} />
    }
}

#[derive(Properties, PartialEq)]
pub struct ParentFieldsProps {
    pub nodes: ParentNodes,
    /// What the fields begin with.
    pub values: ParentForm,
    pub errors: FormErrors,
    /// A field was left.
    #[prop_or_default]
    pub onleave: Callback<()>,
}

/// Name, e-mail address, mobile number.
#[component]
pub fn ParentFields(props: &ParentFieldsProps) -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let ParentFieldsProps { nodes, values, errors, .. } = props;
    let email = use_state_eq(|| values.email.clone());
    let onleave = props.onleave.reform(|_: String| ());
    let onleave_email = {
        let (email, onleave) = (email.clone(), onleave.clone());
        Callback::from(move |typed: String| {
            email.set(typed.clone());
            onleave.emit(typed);
        })
    };
    // Whoever proved another address or number confirms this one before the account opens.
    let unproved = session.applicant().present().is_some_and(|applicant| !applicant.has_proved(&email));
    let email_hint = if unproved { "parent.email_unproved" } else { "parent.email_hint" };
    html! {
        <>
            <TextField id={NAME} label={i18n.t("parent.name")} hint={i18n.t("parent.name_hint")}
                node={nodes.name.clone()} value={values.name.clone()} error={errors.of(NAME)} autocomplete="name"
                enterkeyhint="next" recheck={check::name as Check} onleave={onleave.clone()} />
            <div class="stack stack--tight">
                <TextField id={EMAIL} label={i18n.t("parent.email")} hint={i18n.t(email_hint)} kind="email"
                    node={nodes.email.clone()} value={values.email.clone()} error={errors.of(EMAIL)} autocomplete="email"
                    inputmode="email" enterkeyhint="next" recheck={check::email as Check} onleave={onleave_email} />
                <p class="hint">{ i18n.t("parent.email_shared") }</p>
            </div>
            <TextField id={MOBILE} label={i18n.t("parent.mobile")} hint={i18n.t("parent.mobile_hint")} kind="tel" short=true
                node={nodes.mobile.clone()} value={values.mobile.clone()} error={errors.of(MOBILE)} autocomplete="tel"
                inputmode="tel" enterkeyhint="done" recheck={check::mobile as Check} {onleave} />
        </>
    }
}
