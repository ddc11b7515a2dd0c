//! 修正後再送: a returned application with the reason on top, prefilled, to be signed anew.

use super::{apply::check::signature_error, door::Door};
use crate::{
    api, browser,
    components::{
        button::Button,
        error_summary::ErrorSummary,
        field::value_of,
        news::tell,
        notice::{Notice, NoticeKind},
        page::Page,
        parent_fields::{EMAIL, MOBILE, NAME, NATIONAL_ID, ParentFields, id_field, parent_places, use_parent_nodes},
        relationship_fields::{RELATIONSHIP, RELATIONSHIP_NOTE, RelationshipFields, check_relationship},
        return_reason::{ground_words, reason_paragraphs},
        signature_pad::{SIGNATURE, SignaturePad, use_signature},
        summary_list::{Change, Line, summary_list},
        visit::Visit,
    },
    draft::ParentForm,
    form::{FieldPlace, FormErrors, use_wrong},
    i18n::use_i18n,
    route::{Route, use_go},
    session::{Loaded, use_application},
    task::use_task,
};
use shared_types::{
    application::{Applicant, ApplicationStatus, BindingApplication, ReturnGround, SendAgain},
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
            <>
                // A newer version is another form: nothing of the old one stays in its fields.
                <Correction key={application.version} application={application.clone()} {onerror} onstale={load} />
                <Visit />
            </>
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
    let grounds = application.return_reason.as_ref().map(|reason| reason.grounds.as_slice()).unwrap_or_default();
    let wrong_fields: Vec<_> = grounds.iter().filter_map(|ground| Some((field_of(*ground)?, *ground))).collect();
    let first_asked = wrong_fields
        .iter()
        .map(|(field, _)| *field)
        .find(|field| !application.applicant.is_of_account || ![NAME, EMAIL, MOBILE].contains(field));
    use_effect_with(first_asked, |field| {
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
                        tell(i18n.t("progress.sent_again"));
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
    // What differs can't be typed over here: each says where it is changed.
    let masked = |key: &str, value: &str, ground: ReturnGround, remedy: &str, change: Option<Change>| {
        let differs = grounds.contains(&ground);
        Line {
            change: change.filter(|_| differs),
            warning: differs.then(|| format!("{} {}", ground_words(&i18n, ground), i18n.t(remedy)).into()),
            ..Line::fixed(i18n.t(key), value.to_owned())
        }
    };
    let (contact, own) = ("correct.account_contact", || Some(Change::At(Route::Account)));
    let account = [
        masked("parent.name", &on_file.name, ReturnGround::NameDiffers, "correct.account_name", None),
        masked("parent.email", &on_file.email, ReturnGround::EmailDiffers, contact, own()),
        masked("parent.mobile", &on_file.mobile, ReturnGround::MobileDiffers, contact, own()),
    ];
    let values = match on_file.is_of_account {
        true => ParentForm::default(),
        false => {
            ParentForm { name: on_file.name.clone(), email: on_file.email.clone(), mobile: on_file.mobile.clone() }
        }
    };
    // Before the first try, the fields that the grounds name show them.
    let mut shown = (*errors).clone();
    if shown.is_empty() {
        for (field, ground) in wrong_fields {
            shown.add(field, AttrValue::default(), ground_words(&i18n, ground));
        }
    }
    html! {
        <>
            if let Some(reason) = &application.return_reason {
                <Notice kind={NoticeKind::Warn}>
                    <h2>{ i18n.t("progress.reason") }</h2>
                    { reason_paragraphs(&i18n, reason) }
                </Notice>
            }
            <ErrorSummary errors={(*errors).clone()} />
            <section class="card stack stack--tight" aria-labelledby="correct-student">
                <h2 id="correct-student">{ &application.student.name_masked }</h2>
                { summary_list(&i18n, &super::progress::lines(&i18n, application)) }
            </section>
            <form class="form card" {onsubmit} novalidate=true>
                <RelationshipFields chosen={Some(*relationship)} wrong={Some(application.relationship)} {onchoose} {note}
                    errors={shown.clone()} note_value={application.relationship_note.clone().unwrap_or_default()} />
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

/// The field that is corrected for that.
fn field_of(ground: ReturnGround) -> Option<&'static str> {
    match ground {
        ReturnGround::NameDiffers => Some(NAME),
        ReturnGround::NationalIdDiffers => Some(NATIONAL_ID),
        ReturnGround::RelationshipDiffers => Some(RELATIONSHIP),
        ReturnGround::EmailDiffers => Some(EMAIL),
        ReturnGround::MobileDiffers => Some(MOBILE),
        ReturnGround::GuardianPapers => None,
    }
}
