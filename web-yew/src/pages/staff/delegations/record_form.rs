//! Finding the child and the carer that papers name, comparing them, and recording the delegation.

use super::super::{
    data::use_loaded, own_school::school_names, select_field::SelectField, sign_in_again::ask_to_sign_in_again,
};
use crate::{
    api, browser,
    components::{
        button::{Button, Look},
        error_summary::ErrorSummary,
        field::{TextField, value_of},
        notice::{Failed, Notice, NoticeKind, Skeleton},
    },
    form::{Check, FieldPlace, FormErrors},
    i18n::{I18n, use_i18n},
    session::Loaded,
    task::use_task,
};
use shared_types::{
    check,
    delegation::{Carer, CarerDelegation, DelegationLookup, EntrustedChild, LookUpDelegation, RecordDelegation},
    problem::{FieldCode, ProblemCode},
    taiwan_time::Day,
    text,
};
use time::Date;
use yew::prelude::*;

const TITLE: &str = "record-title";
const CHILD: &str = "child";
const SCHOOL: &str = "school_code";
const CARER: &str = "carer";
const NAME: &str = "name";
const EMAIL: &str = "email";
const MOBILE: &str = "mobile";
const DOCUMENT: &str = "document_reference";
const FROM: &str = "from";
const UNTIL: &str = "until";
const NOTE: &str = "note";

/// Where each field of the request stands, and the key of its label.
const PLACES: [(&str, &str, &str); 11] = [
    ("/child/national_id", CHILD, "staff.seal.national_id"),
    ("/child/school_code", SCHOOL, "staff.school"),
    ("/carer_national_id", CARER, "staff.delegation.carer_id"),
    ("/carer/national_id", CARER, "staff.delegation.carer_id"),
    ("/carer/name", NAME, "staff.delegation.carer_name"),
    ("/carer/email", EMAIL, "staff.delegation.carer_email"),
    ("/carer/mobile", MOBILE, "staff.delegation.carer_mobile"),
    ("/document_reference", DOCUMENT, "staff.delegation.document"),
    ("/from", FROM, "staff.from"),
    ("/until", UNTIL, "staff.until"),
    ("/note", NOTE, "staff.seal.note"),
];

fn places(i18n: &I18n) -> [FieldPlace; 11] {
    PLACES.map(|(pointer, field, key)| FieldPlace { pointer: pointer.into(), field, label: i18n.t(key) })
}

fn label(i18n: &I18n, field: &str) -> AttrValue {
    i18n.t(PLACES.iter().find(|(_, at, _)| *at == field).map_or(field, |(.., key)| key))
}

#[derive(Properties, PartialEq)]
pub struct RecordFormProps {
    pub onerror: Callback<bool>,
    pub on_recorded: Callback<CarerDelegation>,
    pub on_close: Callback<()>,
}

/// What was asked, and what was found.
type Found = (LookUpDelegation, DelegationLookup);

#[component]
pub fn RecordForm(props: &RecordFormProps) -> Html {
    let i18n = use_i18n();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let found = use_state(|| None::<Found>);
    let school = use_state_eq(|| None::<usize>);
    let (schools, load_schools) = use_loaded((), |()| api::student::schools());
    let (child, carer) = (use_node_ref(), use_node_ref());
    let [name, email, mobile] = [use_node_ref(), use_node_ref(), use_node_ref()];
    let [document, from, until, note] = [use_node_ref(), use_node_ref(), use_node_ref(), use_node_ref()];
    use_effect_with(matches!(schools, Loaded::Present(_)), |is_there| {
        if *is_there {
            browser::focus(TITLE);
        }
    });
    let schools = match schools {
        Loaded::Present(schools) => schools,
        Loaded::Failed(error) => return html! { <Failed {error} retry={load_schools} /> },
        _ => return html! { <Skeleton /> },
    };
    // True where something is wrong.
    let fail = {
        let (errors, onerror) = (errors.clone(), props.onerror.clone());
        move |wrong: FormErrors| {
            let is_wrong = !wrong.is_empty();
            onerror.emit(is_wrong);
            errors.set(wrong);
            is_wrong
        }
    };
    let on_look_up = {
        let (i18n, task, fail) = (i18n.clone(), task.clone(), fail.clone());
        let (child, carer, found) = (child.clone(), carer.clone(), found.clone());
        let school_code = school.and_then(|index| schools.get(index)).map(|school| school.code.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (national_id, carer_national_id) = (value_of(&child), value_of(&carer));
            let mut wrong = FormErrors::default();
            wrong.check(&i18n, CHILD, label(&i18n, CHILD), check::national_id(&national_id));
            if school_code.is_none() {
                wrong.add(SCHOOL, label(&i18n, SCHOOL), i18n.t("staff.choose"));
            }
            wrong.check(&i18n, CARER, label(&i18n, CARER), check::national_id(&carer_national_id));
            found.set(None);
            let Some(school_code) = school_code.clone().filter(|_| wrong.is_empty()) else {
                fail(wrong);
                return;
            };
            fail(wrong);
            let child = EntrustedChild { national_id, school_code };
            let asked = LookUpDelegation { child, carer_national_id };
            let (i18n, fail, found) = (i18n.clone(), fail.clone(), found.clone());
            task.run(async move {
                match api::delegation::look_up(&asked).await {
                    Ok(answer) => found.set(Some((asked, answer))),
                    Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                    Err(error) => drop(fail(FormErrors::from_api(&i18n, &error, &places(&i18n)))),
                }
            });
        })
    };
    let on_record = {
        let (i18n, task, fail) = (i18n.clone(), task.clone(), fail.clone());
        let (found, on_recorded) = (found.clone(), props.on_recorded.clone());
        let looked_up = [child.clone(), carer.clone()];
        let typed = [&name, &email, &mobile, &document, &from, &until, &note].map(NodeRef::clone);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some((asked, answer)) = &*found else { return };
            let ids =
                [(CHILD, &looked_up[0], &asked.child.national_id), (CARER, &looked_up[1], &asked.carer_national_id)];
            let [name, email, mobile, document, from, until, note] =
                typed.each_ref().map(|node| text::normalise_line(&value_of(node)));
            let mut wrong = FormErrors::default();
            // What is recorded is what was found, and no other number stands above it.
            for (field, node, found) in ids {
                if value_of(node) != *found {
                    wrong.add(field, label(&i18n, field), i18n.t("staff.looked_up_otherwise"));
                }
            }
            if answer.carer.is_none() {
                wrong.check(&i18n, NAME, label(&i18n, NAME), check::name(&name));
                wrong.check(&i18n, EMAIL, label(&i18n, EMAIL), check::email(&email));
                wrong.check(&i18n, MOBILE, label(&i18n, MOBILE), check::mobile(&mobile));
            }
            wrong.check(&i18n, DOCUMENT, label(&i18n, DOCUMENT), check::order_reference(&document));
            let [from, until] = [from, until].map(|day| Day::try_from(day).ok().map(Date::from));
            let last_day = until.map(drop).ok_or(FieldCode::Required).and_then(|()| check::days(from, until));
            wrong.check(&i18n, UNTIL, label(&i18n, UNTIL), last_day);
            let note = Some(note).filter(|note| !note.is_empty());
            wrong.check(&i18n, NOTE, label(&i18n, NOTE), check::optional_note(note.as_deref()));
            let Some(until) = until.filter(|_| wrong.is_empty()) else {
                fail(wrong);
                return;
            };
            fail(wrong);
            let given = |typed: String| Some(typed).filter(|_| answer.carer.is_none());
            let carer = Carer {
                national_id: asked.carer_national_id.clone(),
                name: given(name),
                email: given(email),
                mobile: given(mobile),
            };
            let child = asked.child.clone();
            let asked = RecordDelegation { child, carer, document_reference: document, from, until, note };
            let (i18n, fail, on_recorded) = (i18n.clone(), fail.clone(), on_recorded.clone());
            task.run(async move {
                match api::delegation::record(&asked).await {
                    Ok(recorded) => on_recorded.emit(recorded),
                    Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                    Err(error) => drop(fail(match error.code() {
                        Some(ProblemCode::AlreadyApplied) => {
                            FormErrors::general(i18n.t("staff.delegation.is_guardian"))
                        }
                        Some(ProblemCode::WrongState) => FormErrors::general(i18n.t("staff.delegation.overlaps")),
                        _ => FormErrors::from_api(&i18n, &error, &places(&i18n)),
                    })),
                }
            });
        })
    };
    let on_school = {
        let (school, found) = (school.clone(), found.clone());
        Callback::from(move |index| {
            found.set(None);
            school.set(index);
        })
    };
    let field = |id: &'static str, node: &NodeRef, recheck: Option<Check>, hint: Option<&str>| {
        let kind = if id == FROM || id == UNTIL { "date" } else { "text" };
        let short = [CHILD, CARER, MOBILE, FROM, UNTIL].contains(&id);
        html! {
            <TextField {id} {kind} {short} label={label(&i18n, id)} hint={hint.map(|key| i18n.t(key))} node={node.clone()}
                error={errors.of(id)} recheck={recheck.unwrap_or(|_| Ok(()))} />
        }
    };
    html! {
        <section class="card stack" aria-labelledby={TITLE}>
            <h2 id={TITLE} tabindex="-1">{ i18n.t("staff.delegation.record") }</h2>
            <p class="soft small">{ i18n.t("staff.delegation.hint") }</p>
            <ErrorSummary errors={(*errors).clone()} />
            <form class="form" onsubmit={on_look_up} novalidate=true>
                { field(CHILD, &child, Some(check::national_id), None) }
                <SelectField id={SCHOOL} label={label(&i18n, SCHOOL)} options={school_names(&schools)} chosen={*school}
                    onchoose={on_school} error={errors.of(SCHOOL)} />
                { field(CARER, &carer, Some(check::national_id), None) }
                <div class="actions">
                    <Button look={Look::Quiet} busy={task.is_running() && found.is_none()}>{ i18n.t("staff.delegation.look_up") }</Button>
                    <Button look={Look::Link} onclick={props.on_close.clone()}>{ i18n.t("action.cancel") }</Button>
                </div>
            </form>
            if let Some((_, answer)) = &*found {
                <form class="form" onsubmit={on_record} novalidate=true>
                    { compared(&i18n, answer) }
                    if answer.carer.is_none() {
                        { field(NAME, &name, Some(check::name), None) }
                        { field(EMAIL, &email, Some(check::email), Some("staff.delegation.carer_email_hint")) }
                        { field(MOBILE, &mobile, Some(check::mobile), None) }
                    }
                    { field(DOCUMENT, &document, Some(check::order_reference), Some("staff.delegation.document_hint")) }
                    { field(FROM, &from, None, Some("staff.from_hint")) }
                    { field(UNTIL, &until, None, Some("staff.delegation.until_hint")) }
                    { field(NOTE, &note, None, None) }
                    <div class="actions">
                        <Button busy={task.is_running()}>
                            { i18n.with("staff.delegation.save", &[("name", &answer.child.name)]) }
                        </Button>
                    </div>
                </form>
            }
        </section>
    }
}

/// What the papers are compared with.
fn compared(i18n: &I18n, answer: &DelegationLookup) -> Html {
    let child = &answer.child;
    let about = [("name", child.name.as_str()), ("school", &child.school_name), ("class", &child.class_name)];
    let carer = match &answer.carer {
        Some(carer) => {
            let known = [("name", carer.name_masked.as_str()), ("email", &carer.email_masked)];
            i18n.with("staff.delegation.has_account", &known)
        }
        None => i18n.t("staff.delegation.no_account"),
    };
    html! {
        <Notice kind={NoticeKind::Info} live=true>
            <p><strong>{ i18n.with("staff.delegation.child_found", &about) }</strong></p>
            <p>{ carer }</p>
        </Notice>
    }
}
