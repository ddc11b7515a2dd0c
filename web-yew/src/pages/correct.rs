//! 修正後再送: a returned application with the reason on top, prefilled, to be signed anew.

use super::{apply::check::signature_error, door::Door, progress::tell_sent_again};
use crate::{
    api, browser,
    components::{
        button::Button,
        error_summary::ErrorSummary,
        field::value_of,
        notice::{Notice, NoticeKind},
        page::Page,
        parent_fields::{EMAIL, MOBILE, NAME, NATIONAL_ID, ParentFields, id_field, parent_places, use_parent_nodes},
        relationship_fields::{RELATIONSHIP, RELATIONSHIP_NOTE, RelationshipFields, check_relationship},
        signature_pad::{SIGNATURE, SignaturePad, use_signature},
        summary_list::{Line, summary_list},
    },
    draft::ParentForm,
    form::{FieldPlace, FormErrors, use_wrong},
    i18n::use_i18n,
    route::{Route, use_go},
    session::{Loaded, use_application},
    task::use_task,
};
use shared_types::{
    application::{Applicant, ApplicationStatus, BindingApplication, SendAgain},
    problem::ProblemCode,
    relationship::Relationship,
    text,
};
use uuid::Uuid;
use yew::prelude::*;
use yew_router::prelude::*;

#[derive(Properties, PartialEq)]
pub struct CorrectPageProps {
    pub id: Uuid,
}

/// The mail of a return leads here.
#[component]
pub fn CorrectPage(props: &CorrectPageProps) -> Html {
    let i18n = use_i18n();
    let (error, onerror) = use_wrong();
    let (application, load) = use_application(props.id);
    let content = match application {
        Loaded::Present(application) if application.status == ApplicationStatus::Returned => html! {
            // A newer version is another form: nothing of the old one stays in its fields.
            <Correction key={application.version} application={application.clone()} {onerror} onstale={load} />
        },
        Loaded::Present(_) => html! {
            <Notice>
                <p>{ i18n.t("problem.wrong_state") }</p>
                <Link<Route> to={Route::Progress} classes="btn">{ i18n.t("home.progress") }</Link<Route>>
            </Notice>
        },
        application => html! { <Door {application} {load} {onerror} /> },
    };
    html! { <Page title={i18n.t("correct.title")} {error} back={Some(Route::Progress)}>{ content }</Page> }
}

#[derive(Properties, PartialEq)]
struct CorrectionProps {
    application: BindingApplication,
    onerror: Callback<bool>,
    /// Somebody changed it meanwhile.
    onstale: Callback<()>,
}

#[component]
fn Correction(props: &CorrectionProps) -> Html {
    let i18n = use_i18n();
    let go = use_go();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let nodes = use_parent_nodes();
    let note = use_node_ref();
    let signature = use_signature();
    let application = &props.application;
    let relationship = use_state_eq(|| application.relationship);
    // An account's data aren't asked for, until another ID number turns out to have no account.
    let typed = use_state_eq(|| !application.applicant.is_of_account);
    let returned = application.return_reason.as_deref().and_then(|reason| Some((named_field(reason)?, reason)));
    use_effect_with(returned.map(|(field, _)| field), |field| {
        if let Some(field) = field {
            browser::focus(field);
        }
    });

    let onsubmit = {
        let (i18n, errors, task, nodes, note) =
            (i18n.clone(), errors.clone(), task.clone(), nodes.clone(), note.clone());
        let (signature, relationship, typed) = (signature.clone(), *relationship, typed.clone());
        let (onerror, onstale) = (props.onerror.clone(), props.onstale.clone());
        let (id, version) = (application.id, application.version);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let typed_note = value_of(&note);
            let mut wrong = FormErrors::default();
            check_relationship(&mut wrong, &i18n, Some(relationship), &typed_note);
            nodes.check_id(&mut wrong, &i18n, false);
            if *typed {
                nodes.check(&mut wrong, &i18n);
            }
            let signed = signature.read();
            if let Err(code) = signed {
                wrong.fields.extend(signature_error(&i18n, code).of(SIGNATURE));
            }
            onerror.emit(!wrong.is_empty());
            let signature = match signed {
                Ok(signature) if wrong.is_empty() => signature,
                _ => return errors.set(wrong),
            };
            errors.set(wrong);
            let (form, national_id) = (typed.then(|| nodes.read()), nodes.national_id());
            let correction = SendAgain {
                version,
                relationship,
                relationship_note: (relationship == Relationship::Other).then(|| text::normalise_line(&typed_note)),
                applicant: Applicant {
                    national_id: (!national_id.is_empty()).then_some(national_id),
                    name: form.as_ref().map(|form| form.name.clone()),
                    email: form.as_ref().map(|form| form.email.clone()),
                    mobile: form.map(|form| form.mobile),
                },
                signature,
            };
            let (i18n, errors, go) = (i18n.clone(), errors.clone(), go.clone());
            let (onerror, onstale, typed) = (onerror.clone(), onstale.clone(), typed.clone());
            task.run(async move {
                match api::application::send_again(id, &correction).await {
                    Ok(_) => {
                        tell_sent_again();
                        go.instead(Route::Progress);
                    }
                    Err(error) => {
                        // Ended or overtaken: loading it anew asks for a code, or shows what it is now.
                        if error.is_not_signed_in() || error.code() == Some(ProblemCode::Stale) {
                            onstale.emit(());
                        }
                        let mut places = parent_places(&i18n);
                        for (pointer, field, key) in [
                            ("/relationship_note", RELATIONSHIP_NOTE, "relationship.note"),
                            ("/signature", SIGNATURE, "signature.label"),
                        ] {
                            places.push(FieldPlace { pointer: pointer.into(), field, label: i18n.t(key) });
                        }
                        let wrong = FormErrors::from_api(&i18n, &error, &places);
                        if [NAME, EMAIL, MOBILE].iter().any(|field| wrong.of(field).is_some()) {
                            typed.set(true);
                        }
                        errors.set(wrong);
                        onerror.emit(true);
                    }
                }
            });
        })
    };
    let onchoose = {
        let relationship = relationship.clone();
        Callback::from(move |chosen| relationship.set(chosen))
    };
    let on_file = &application.applicant;
    let masked = |key: &str, value: &str| Line::fixed(i18n.t(key), value.to_owned());
    let account = [
        masked("parent.name", &on_file.name),
        masked("parent.email", &on_file.email),
        masked("parent.mobile", &on_file.mobile),
    ];
    let values = match on_file.is_of_account {
        true => ParentForm::default(),
        false => {
            ParentForm { name: on_file.name.clone(), email: on_file.email.clone(), mobile: on_file.mobile.clone() }
        }
    };
    // Before the first try, the field that the reason names shows it.
    let mut shown = (*errors).clone();
    if let Some((field, reason)) = returned.filter(|_| shown.is_empty()) {
        shown.add(field, AttrValue::default(), AttrValue::from(reason.to_owned()));
    }
    html! {
        <>
            if let Some(reason) = &application.return_reason {
                <Notice kind={NoticeKind::Warn}>
                    <h2>{ i18n.t("progress.reason") }</h2>
                    <p>{ reason }</p>
                </Notice>
            }
            <ErrorSummary errors={(*errors).clone()} />
            <section class="card stack stack--tight" aria-labelledby="correct-student">
                <h2 id="correct-student">{ &application.student.name_masked }</h2>
                { summary_list(&i18n, &super::progress::lines(&i18n, application)) }
            </section>
            <form class="form card" {onsubmit} novalidate=true>
                <RelationshipFields chosen={Some(*relationship)} {onchoose} {note} errors={shown.clone()}
                    note_value={application.relationship_note.clone().unwrap_or_default()} />
                { id_field(&i18n, &nodes, &shown, Some(&on_file.national_id_masked)) }
                if *typed {
                    <ParentFields {nodes} {values} errors={shown} />
                } else {
                    <p>{ i18n.t("correct.of_account") }</p>
                    { summary_list(&i18n, &account) }
                }
                <SignaturePad input={signature} error={errors.of(SIGNATURE)} />
                <div class="actions"><Button busy={task.is_running()}>{ i18n.t("correct.send") }</Button></div>
            </form>
        </>
    }
}

/// The field that a reason for a return speaks of, as far as its words tell: the one that it names first.
fn named_field(reason: &str) -> Option<&'static str> {
    const WORDS: [(&str, &str); 11] = [
        ("姓名", NAME),
        ("身分證", NATIONAL_ID),
        ("居留證", NATIONAL_ID),
        ("信箱", EMAIL),
        ("手機", MOBILE),
        ("行動電話", MOBILE),
        ("關係", RELATIONSHIP),
        ("id number", NATIONAL_ID),
        ("e-mail", EMAIL),
        ("mobile", MOBILE),
        ("relationship", RELATIONSHIP),
    ];
    let reason = reason.to_lowercase();
    let named = WORDS.iter().filter_map(|(word, field)| Some((reason.find(word)?, *field)));
    // 「name」 alone is part of many English words.
    let name = reason.match_indices("name").find(|(at, _)| !reason[..*at].ends_with(char::is_alphabetic));
    named.chain(name.map(|(at, _)| (at, NAME))).min_by_key(|(at, _)| *at).map(|(_, field)| field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_that_a_reason_names_first_is_the_one_to_correct() {
        for (reason, field) in [
            ("家長姓名和學校留存的資料不同，對照身分證修改後再送一次。", Some(NAME)),
            ("家長身分證字號和學校留存的資料不同", Some(NATIONAL_ID)),
            ("與學生的關係和學校留存的資料不同", Some(RELATIONSHIP)),
            ("電子信箱和學校留存的資料不同", Some(EMAIL)),
            ("The parent's ID number differs from the name in the records", Some(NATIONAL_ID)),
            ("The parent's name differs", Some(NAME)),
            ("It was renamed; the mobile number is old", Some(MOBILE)),
            ("學校還沒有監護或委託文件", None),
        ] {
            assert_eq!(named_field(reason), field, "{reason}");
        }
    }
}
