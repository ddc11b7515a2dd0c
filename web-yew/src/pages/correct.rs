//! 修正後再送: a returned application with the reason on top, prefilled, to be signed anew.

use super::{apply::check::signature_error, door::Door, progress::tell_sent_again};
use crate::{
    api,
    components::{
        button::Button,
        error_summary::ErrorSummary,
        field::value_of,
        notice::{Notice, NoticeKind},
        page::Page,
        parent_fields::{ParentFields, parent_places, use_parent_nodes},
        relationship_fields::{RELATIONSHIP_NOTE, RelationshipFields, check_relationship},
        signature_pad::{SIGNATURE, SignaturePad, use_signature},
        summary_list::summary_list,
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

    let onsubmit = {
        let (i18n, errors, task, nodes, note) =
            (i18n.clone(), errors.clone(), task.clone(), nodes.clone(), note.clone());
        let (signature, relationship) = (signature.clone(), *relationship);
        let (onerror, onstale) = (props.onerror.clone(), props.onstale.clone());
        let (id, version) = (application.id, application.version);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let typed_note = value_of(&note);
            let mut wrong = FormErrors::default();
            check_relationship(&mut wrong, &i18n, Some(relationship), &typed_note);
            nodes.check(&mut wrong, &i18n, false);
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
            let (form, national_id) = (nodes.read(), nodes.national_id());
            let correction = SendAgain {
                version,
                relationship,
                relationship_note: (relationship == Relationship::Other).then(|| text::normalise_line(&typed_note)),
                applicant: Applicant {
                    national_id: (!national_id.is_empty()).then_some(national_id),
                    name: Some(form.name),
                    email: Some(form.email),
                    mobile: Some(form.mobile),
                },
                signature,
            };
            let (i18n, errors, go) = (i18n.clone(), errors.clone(), go.clone());
            let (onerror, onstale) = (onerror.clone(), onstale.clone());
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
                        errors.set(FormErrors::from_api(&i18n, &error, &places));
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
    let values = ParentForm {
        name: application.applicant.name.clone(),
        email: application.applicant.email.clone(),
        mobile: application.applicant.mobile.clone(),
    };
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
                <RelationshipFields chosen={Some(*relationship)} {onchoose} {note} errors={(*errors).clone()}
                    note_value={application.relationship_note.clone().unwrap_or_default()} />
                <ParentFields {nodes} {values} errors={(*errors).clone()}
                    national_id_kept={Some(AttrValue::from(application.applicant.national_id_masked.clone()))} />
                <SignaturePad input={signature} error={errors.of(SIGNATURE)} />
                <div class="actions"><Button busy={task.is_running()}>{ i18n.t("correct.send") }</Button></div>
            </form>
        </>
    }
}
