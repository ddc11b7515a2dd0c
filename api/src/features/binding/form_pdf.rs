//! 下載申請書: what was signed at once, as a PDF for its applicant.

use super::{
    ApplicationRow, repository,
    service::find_owned,
    signing,
    view::{self, applicant_view, relationship_of},
};
use crate::{
    entity::binding_application as application,
    features::{consent, roster, school_settings},
    http::authority::ApplicationOwner,
    problem::{ApiError, ApiResult},
    state::State,
    throttle::{self, Limit},
};
use kinbind_application_form::{Applicant, ApplicationForm, Child, Consent};
use sea_orm::ConnectionTrait;
use shared_types::{
    application::ApplicationStatus,
    language::Language,
    problem::ProblemCode,
    school_settings::{ContactTopic, SchoolContacts},
};
use std::collections::BTreeMap;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// A form and what its file is called.
pub(super) struct FormFile {
    pub(super) name: String,
    pub(super) pdf: Vec<u8>,
}

/// What the mail says that confirms a form's arrival.
pub struct ReceivedNotice {
    pub email: String,
    pub sent_at: OffsetDateTime,
    pub form: ApplicationForm,
    /// Of the schools that want the signed form back on paper.
    pub papers: Vec<PaperWanted>,
}

/// Where the signed paper goes, as a mail says it.
pub struct PaperWanted {
    pub school: String,
    /// None where the school names no office.
    pub office: Option<String>,
    pub phone: Option<String>,
    pub until: Option<String>,
}

/// Laying out a page takes a processor: so many an hour for one applicant.
const FORMS: Limit = Limit { name: "form_downloads", hits: 20, window: Duration::HOUR };

/// The form of an own application, with the children that were signed for together with it.
///
/// One that was corrected was signed anew and has a form of its own.
pub(super) async fn of_application(
    state: &State,
    owner: &ApplicationOwner,
    id: Uuid,
    language: Option<Language>,
) -> ApiResult<FormFile> {
    let counting = state.database.begin().await?;
    throttle::hit(state, &*counting, FORMS, &owner.subject()).await?;
    counting.commit().await?;
    let connection = state.database.reader();
    let asked = find_owned(connection, owner, id).await?;
    let rows = repository::owned_of_form(connection, owner, asked.form.id).await?;
    let own_id = view::own_id(connection, owner).await?;
    // It carries the signature: once there is an account, a code to some address isn't enough for that.
    if asked.application.account_id.is_some() && !view::is_of(own_id.as_deref(), &asked.application) {
        return Err(ProblemCode::NotAllowed.into());
    }
    let view = applicant_view(state, own_id.as_deref(), &asked.application)?;
    let applicant = Applicant {
        name: view.name,
        national_id_masked: view.national_id_masked,
        email: view.email,
        mobile: view.mobile,
    };
    let language = language.unwrap_or_else(|| Language::negotiate(&asked.form.language));
    let form = gather(state, connection, asked, rows, applicant, language).await?;
    let name = file_name(&form);
    Ok(FormFile { name, pdf: state.forms.print(form).await?.pdf })
}

/// The form that an application was just sent on, or sent again; none when all of it was cancelled or ended meanwhile.
///
/// # Errors
/// The database's.
pub async fn received_notice(state: &State, application: Uuid) -> ApiResult<Option<ReceivedNotice>> {
    let connection = state.database.reader();
    let Some(ApplicationRow { application, form }) = repository::find(connection, application).await? else {
        return Ok(None);
    };
    let rows = repository::of_form(connection, form.id).await?;
    let sent_with_it = |row: &&ApplicationRow| {
        row.application.submitted_at == application.submitted_at && row.application.closed_at.is_none()
    };
    let asked = rows.iter().filter(sent_with_it).min_by_key(|row| row.application.id != application.id);
    let Some(asked) = asked.cloned() else { return Ok(None) };
    let row = &asked.application;
    // The mail goes to this very person.
    let applicant = Applicant {
        name: row.name.clone(),
        national_id_masked: view::national_id(state, row)?.masked(),
        email: row.email.clone(),
        mobile: view::mobile(state, row)?.as_str().into(),
    };
    let application::Model { email, submitted_at, .. } = row.clone();
    let language = Language::negotiate(&asked.form.language);
    let students = rows.iter().filter(sent_with_it).map(|row| row.application.student_id).collect();
    let papers = papers_wanted(connection, students).await?;
    let form = gather(state, connection, asked, rows, applicant, language).await?;
    Ok(Some(ReceivedNotice { email, sent_at: *submitted_at, form, papers }))
}

async fn papers_wanted(connection: &impl ConnectionTrait, students: Vec<Uuid>) -> ApiResult<Vec<PaperWanted>> {
    let schools: BTreeMap<String, String> = roster::students_by_id(connection, students)
        .await?
        .into_values()
        .map(|student| (student.school_code, student.school_name))
        .collect();
    let mut papers = Vec::new();
    for (code, school) in schools {
        let contacts = school_settings::contacts_of(connection, &code).await?;
        if !contacts.paper_required {
            continue;
        }
        let office = contacts.contacts.into_iter().find(|contact| contact.topic == ContactTopic::Binding);
        let (office, phone) = office.map(|contact| (contact.office, contact.phone)).unzip();
        papers.push(PaperWanted { school, office, phone, until: contacts.apply_until.map(|day| day.to_string()) });
    }
    Ok(papers)
}

/// Whom to call at the child's school, and whether it wants the signed paper: for whoever sent the application.
pub(super) async fn school_contacts(state: &State, owner: &ApplicationOwner, id: Uuid) -> ApiResult<SchoolContacts> {
    let connection = state.database.reader();
    let student_id = find_owned(connection, owner, id).await?.application.student_id;
    let students = roster::students_by_id(connection, [student_id]).await?;
    let student = students.get(&student_id).ok_or(ProblemCode::NotFound)?;
    school_settings::contacts_of(connection, &student.school_code).await
}

/// `親子綁定申請書-115-7K3Q9XWD.pdf`
pub fn file_name(form: &ApplicationForm) -> String {
    let title = match form.language {
        Language::TraditionalChinese => "親子綁定申請書",
        Language::English | Language::Vietnamese | Language::Indonesian => "application-form",
    };
    format!("{title}-{}.pdf", form.reference)
}

async fn gather(
    state: &State,
    connection: &impl ConnectionTrait,
    asked: ApplicationRow,
    rows: Vec<ApplicationRow>,
    applicant: Applicant,
    language: Language,
) -> ApiResult<ApplicationForm> {
    let ApplicationRow { application: asked, form } = asked;
    let signed_together = |row: &ApplicationRow| {
        let is_of_form = row.application.submitted_at == asked.submitted_at && !is_cancelled(row);
        row.application.id == asked.id || is_of_form
    };
    let rows: Vec<ApplicationRow> = rows.into_iter().filter(signed_together).collect();
    let students = view::students_as_shown(connection, rows.iter().map(|row| row.application.student_id)).await?;
    let mut children = Vec::with_capacity(rows.len());
    for ApplicationRow { application: row, .. } in rows {
        let student = students.get(&row.student_id).ok_or(ProblemCode::NotFound)?.summary();
        children.push(Child {
            name_masked: student.name_masked,
            school_name: student.school_name,
            class_name: student.class_name,
            relationship: relationship_of(&row.relationship)?,
            relationship_note: row.relationship_note,
        });
    }
    let evidence = signing::newest(state, connection, asked.id).await?.ok_or_else(|| {
        ApiError::internal(anyhow::anyhow!("the signature of application {} is not what we signed", asked.id))
    })?;
    let consent = consent::answered_text(connection, form.consent_record_id).await?;
    Ok(ApplicationForm {
        language,
        reference: form.reference,
        children,
        applicant,
        consent: Consent {
            title: consent.title,
            version: consent.version,
            answered_at: consent.answered_at,
            text_sha256: consent.text_sha256,
        },
        signature: evidence.signature,
        signed_at: evidence.signed_at,
        progress_url: state.page_url("/progress"),
    })
}

fn is_cancelled(row: &ApplicationRow) -> bool {
    row.application.status == ApplicationStatus::Cancelled.code()
}
