//! 修正後再送: a returned application with the reason on top, prefilled, to be signed anew.

use super::{
    apply::{check::signature_error, parent::account_lines},
    door::Door,
};
use crate::{
    api::{self, ApiError},
    browser,
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
        signature_pad::{SIGNATURE, SignaturePad},
        summary_list::{Change, Line, summary_list},
        visit::Visit,
    },
    draft::{Draft, use_draft},
    form::{FieldPlace, FormErrors, use_wrong},
    i18n::use_i18n,
    route::{Route, use_go},
    session::{Loaded, use_application, use_session},
    task::use_task,
};
use shared_types::{
    account::KnownAccount,
    application::{Applicant, ApplicationStatus, BindingApplication, ReturnGround, SendAgain},
    problem::ProblemCode,
    relationship::Relationship,
    text,
};
use uuid::Uuid;
use yew::prelude::*;
use yew_router::prelude::*;

/// What is shown of an account, which takes the focus when it turns up.
const ACCOUNT: &str = "correct-account";

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

/// An ID number that was typed, and the account that its person has.
type Found = (String, Option<KnownAccount>);

#[component]
fn Correction(props: &CorrectionProps) -> Html {
    let i18n = use_i18n();
    let draft = use_draft();
    let session = use_session();
    let go = use_go();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let nodes = use_parent_nodes();
    let note = use_node_ref();
    let application = &props.application;
    let on_file = &application.applicant;
    let found = use_state_eq(|| None::<Found>);
    // What the fields begin with; what is typed later lives in them, and in the draft.
    let form = use_memo((*found).clone(), |_| draft.correction_of(application));
    let relationship = use_state_eq(|| form.relationship);
    {
        let (draft, form) = (draft.clone(), form.clone());
        use_effect_with((), move |()| draft.change(move |draft| draft.begin_correction((*form).clone())));
    }
    let grounds = application.return_reason.as_ref().map(|reason| reason.grounds.as_slice()).unwrap_or_default();
    // Whoever may see it without a code is signed in, and what comes from an account is the own then.
    let is_own = on_file.is_of_account && (session.is_signed_in() || *session.applicant() == Loaded::Absent);
    let asks = match &*found {
        Some((_, account)) => account.is_none(),
        None => !on_file.is_of_account,
    };
    let wrong_fields: Vec<_> = grounds.iter().filter_map(|ground| Some((field_of(*ground)?, *ground))).collect();
    let fixed = |field: &&str| match *field {
        NAME | EMAIL | MOBILE => on_file.is_of_account,
        NATIONAL_ID => is_own,
        _ => false,
    };
    use_effect_with(wrong_fields.iter().map(|(field, _)| *field).find(|field| !fixed(field)), |field| {
        if let Some(field) = field {
            browser::focus(field);
        }
    });
    use_effect_with((*found).clone(), |found| {
        if let Some((_, account)) = found {
            browser::focus(if account.is_some() { ACCOUNT } else { NAME });
        }
    });

    let keep = {
        let (draft, nodes, note) = (draft.clone(), nodes.clone(), note.clone());
        Callback::from(move |relationship: Relationship| {
            let (form, national_id, note) = (asks.then(|| nodes.read()), nodes.national_id(), value_of(&note));
            draft.change(move |draft| {
                draft.change_correction(|correction| {
                    correction.relationship = relationship;
                    correction.relationship_note = note;
                    correction.parent = form.unwrap_or_else(|| correction.parent.clone());
                    correction.national_id = national_id;
                });
            });
        })
    };
    let onfailed = {
        let (i18n, errors, found, nodes) = (i18n.clone(), errors.clone(), found.clone(), nodes.clone());
        let (onerror, onstale) = (props.onerror.clone(), props.onstale.clone());
        Callback::from(move |error: ApiError| {
            // Ended or overtaken: loading it anew asks for a code, or shows what it is now.
            let overtaken =
                [ProblemCode::NotSignedIn, ProblemCode::NotFound, ProblemCode::Stale, ProblemCode::WrongState];
            if error.code().is_some_and(|code| overtaken.contains(&code)) {
                return onstale.emit(());
            }
            let mut places = parent_places(&i18n);
            for (pointer, field, key) in [
                ("/national_id", NATIONAL_ID, "parent.national_id"),
                ("/relationship_note", RELATIONSHIP_NOTE, "relationship.note"),
                ("/signature", SIGNATURE, "signature.label"),
            ] {
                places.push(FieldPlace { pointer: pointer.into(), field, label: i18n.t(key) });
            }
            let wrong = FormErrors::from_api(&i18n, &error, &places);
            if !asks && [NAME, EMAIL, MOBILE].iter().any(|field| wrong.of(field).is_some()) {
                // The account has gone meanwhile.
                found.set(Some((nodes.national_id(), None)));
            }
            errors.set(wrong);
            onerror.emit(true);
        })
    };
    let onsubmit = {
        let (i18n, errors, task, nodes, note) =
            (i18n.clone(), errors.clone(), task.clone(), nodes.clone(), note.clone());
        let (signature, relationship, found) = (form.signature.clone(), *relationship, found.clone());
        let (draft, keep, onerror) = (draft.clone(), keep.clone(), props.onerror.clone());
        let (id, version, is_of_account) = (application.id, application.version, on_file.is_of_account);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            keep.emit(relationship);
            let typed_note = value_of(&note);
            let mut wrong = FormErrors::default();
            check_relationship(&mut wrong, &i18n, Some(relationship), &typed_note);
            nodes.check_id(&mut wrong, &i18n, false);
            if asks {
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
            let (data, national_id) = (asks.then(|| nodes.read()), nodes.national_id());
            let (i18n, go, draft) = (i18n.clone(), go.clone(), draft.clone());
            let (found, onfailed) = (found.clone(), onfailed.clone());
            task.run(async move {
                // Another number may be that of somebody with an account, who is asked for nothing more.
                if found.as_ref().map_or("", |(known, _)| known) != national_id {
                    let now = match national_id.is_empty() {
                        true => None,
                        false => match api::account::look_up_account(national_id.clone()).await {
                            Ok(lookup) => Some((national_id.clone(), lookup.account)),
                            Err(error) => return onfailed.emit(error),
                        },
                    };
                    let asks_now = now.as_ref().map_or(!is_of_account, |(_, account)| account.is_none());
                    if !(asks && asks_now) {
                        // To be looked at before it is sent.
                        return found.set(now);
                    }
                }
                let correction = SendAgain {
                    version,
                    relationship,
                    relationship_note: (relationship == Relationship::Other).then(|| text::normalise_line(&typed_note)),
                    applicant: Applicant {
                        national_id: (!national_id.is_empty()).then_some(national_id),
                        name: data.as_ref().map(|data| data.name.clone()),
                        email: data.as_ref().map(|data| data.email.clone()),
                        mobile: data.map(|data| data.mobile),
                    },
                    signature,
                };
                match api::application::send_again(id, &correction).await {
                    Ok(_) => {
                        draft.change(Draft::end_correction);
                        tell(Route::Progress, i18n.t("progress.sent_again"));
                        go.instead(Route::Progress);
                    }
                    Err(error) => onfailed.emit(error),
                }
            });
        })
    };
    let onchoose = {
        let (relationship, keep) = (relationship.clone(), keep.clone());
        Callback::from(move |chosen| {
            relationship.set(chosen);
            keep.emit(chosen);
        })
    };
    let onleave = {
        let relationship = *relationship;
        keep.reform(move |()| relationship)
    };
    let onleave_field = onleave.reform(|_: String| ());
    // What differs can't be typed over here: each says where it is changed.
    let masked = |key: &str, value: &str, ground: ReturnGround, remedy: &str, change: Option<Change>| {
        let differs = grounds.contains(&ground);
        Line {
            change: change.filter(|_| differs),
            warning: differs.then(|| format!("{} {}", ground_words(&i18n, ground), i18n.t(remedy)).into()),
            ..Line::fixed(i18n.t(key), value.to_owned())
        }
    };
    let account: Vec<Line> = match &*found {
        Some((_, Some(account))) => account_lines(&i18n, account).into(),
        _ => {
            let (contact, own) = ("correct.account_contact", || Some(Change::At(Route::Account)));
            let number = &on_file.national_id_masked;
            let number =
                masked("parent.national_id", number, ReturnGround::NationalIdDiffers, "correct.account_id", None);
            let others = [
                masked("parent.name", &on_file.name, ReturnGround::NameDiffers, "correct.account_name", None),
                masked("parent.email", &on_file.email, ReturnGround::EmailDiffers, contact, own()),
                masked("parent.mobile", &on_file.mobile, ReturnGround::MobileDiffers, contact, own()),
            ];
            is_own.then_some(number).into_iter().chain(others).collect()
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
                    errors={shown.clone()} note_value={form.relationship_note.clone()} onleave_note={onleave_field.clone()} />
                if !is_own {
                    { id_field(&i18n, &nodes, &shown, Some(&on_file.national_id_masked), &form.national_id, onleave_field) }
                }
                if asks {
                    <ParentFields {nodes} values={form.parent.clone()} errors={shown} {onleave} />
                } else {
                    <div class="stack" id={ACCOUNT} tabindex="-1">
                        <Notice><p>{
                            i18n.t(if found.is_some() { "parent.known_account" } else { "correct.of_account" })
                        }</p></Notice>
                        { summary_list(&i18n, &account) }
                    </div>
                }
                <SignaturePad input={form.signature.clone()} error={errors.of(SIGNATURE)} />
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
