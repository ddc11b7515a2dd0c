//! `demo --applications`: invented classes with applications, so that a grid, a query plan or a
//! measurement meets a city's worth of them.
//!
//! The n-th class, pupil and parent are the same on every machine; only row ids, moments and seals differ.

use super::demo::DEMO_PASSWORD;
use crate::{
    database::{Transaction, millis},
    entity::{
        account, applicant_session, application_form, application_signature, binding,
        binding_application as application, class, consent_document, consent_record, contact_verification,
        homeroom_assignment, return_reason::ReturnReasonColumn, review_decision, school, student, student_lookup,
    },
    features::{
        account::sign_in_name_index,
        binding::signing::{SignIn, evidence_row},
        contact_verification::address_index,
    },
    state::State,
};
use anyhow::{Context, Result, anyhow};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder};
use shared_types::{
    application::{ApplicationStatus, ReturnGround, ReturnReason},
    contact::MobileNumber,
    language::Language,
    national_id::NationalId,
    relationship::Relationship,
    signature::Signature,
    taiwan_time,
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

const PUPILS: u32 = 30;
/// Two parents a pupil.
const APPLICATIONS: u32 = 2 * PUPILS;
/// The first classes wait for their teacher as a whole; of the others some applications are decided.
const UNDECIDED_CLASSES: u32 = 10;
const CLASSES_PER_TRANSACTION: usize = 20;
const CLASS_PREFIX: &str = "測試";
const TEACHER_PREFIX: &str = "synthetic-";
/// One letter of the ID numbers that the demo city leaves free; sexes and serials keep the groups apart.
const ID_LETTER: char = 'Z';
const FIRST_TEACHER: u32 = 9_000_000;
const SURNAMES: [&str; 10] = ["陳", "林", "黃", "張", "李", "王", "吳", "劉", "蔡", "楊"];
const GIVEN_NAMES: [&str; 11] =
    ["怡君", "志明", "淑芬", "俊傑", "雅婷", "家豪", "美玲", "建宏", "欣怡", "承恩", "品妤"];

/// Fills the city up to so many invented applications, rounded up to whole classes.
///
/// # Errors
/// Without schools and a consent text, which the demo city brings; the database's.
pub async fn load(state: &State, applications: u32) -> Result<()> {
    let connection = state.database.reader();
    let schools = school::Entity::find().order_by_asc(school::Column::Code).all(connection).await?;
    let consent = consent_document::Entity::find()
        .filter(consent_document::Column::Language.eq(Language::TraditionalChinese.tag()))
        .order_by_desc(consent_document::Column::Version)
        .one(connection)
        .await?
        .context("there is no consent text yet")?;
    let made = class::Entity::find().filter(class::Column::Name.starts_with(CLASS_PREFIX)).count(connection).await?;
    let password_hash = state.passwords.hash(DEMO_PASSWORD).await?;
    let wanted: Vec<u32> = (u32::try_from(made)?..applications.div_ceil(APPLICATIONS)).collect();
    for some in wanted.chunks(CLASSES_PER_TRANSACTION) {
        let transaction = state.database.begin().await?;
        for &number in some {
            let school = schools.get(number as usize % schools.len().max(1)).context("there is no school yet")?;
            let mut rows = Rows::new(state, &consent, &password_hash);
            rows.invent_class(number, school)?;
            rows.insert(&transaction).await?;
        }
        transaction.commit().await?;
    }
    println!("\n{} invented classes with {APPLICATIONS} applications each were added.", wanted.len());
    Ok(())
}

/// Whether that teacher belongs to an invented class.
pub fn is_synthetic(email: &str) -> bool {
    email.starts_with(TEACHER_PREFIX)
}

/// What one class adds to each table.
struct Rows<'a> {
    state: &'a State,
    consent: &'a consent_document::Model,
    password_hash: &'a str,
    classes: Vec<class::Model>,
    students: Vec<student::Model>,
    accounts: Vec<account::Model>,
    homeroom: Vec<homeroom_assignment::Model>,
    verifications: Vec<contact_verification::Model>,
    sessions: Vec<applicant_session::Model>,
    lookups: Vec<student_lookup::Model>,
    consents: Vec<consent_record::Model>,
    forms: Vec<application_form::Model>,
    applications: Vec<application::Model>,
    signatures: Vec<application_signature::Model>,
    decisions: Vec<review_decision::Model>,
    bindings: Vec<binding::Model>,
}

/// Somebody invented.
struct Person {
    name: String,
    email: String,
    national_id: NationalId,
    mobile: MobileNumber,
}

impl Person {
    fn invent(sex: u32, serial: u32, email: String) -> Result<Self> {
        let id = |check| NationalId::parse(&format!("{ID_LETTER}{sex}{serial:07}{check}")).ok();
        let pick = |names: &[&'static str], of: u32| names[of as usize % names.len()];
        Ok(Self {
            name: format!("{}{}", pick(&SURNAMES, serial), pick(&GIVEN_NAMES, serial)),
            email,
            national_id: (0..10).find_map(id).context("a serial has seven digits")?,
            mobile: MobileNumber::parse(&format!("09{serial:08}")).ok().context("a serial has eight digits at most")?,
        })
    }
}

impl<'a> Rows<'a> {
    fn new(state: &'a State, consent: &'a consent_document::Model, password_hash: &'a str) -> Self {
        Self {
            state,
            consent,
            password_hash,
            classes: Vec::new(),
            students: Vec::new(),
            accounts: Vec::new(),
            homeroom: Vec::new(),
            verifications: Vec::new(),
            sessions: Vec::new(),
            lookups: Vec::new(),
            consents: Vec::new(),
            forms: Vec::new(),
            applications: Vec::new(),
            signatures: Vec::new(),
            decisions: Vec::new(),
            bindings: Vec::new(),
        }
    }

    fn invent_class(&mut self, number: u32, school: &school::Model) -> Result<()> {
        let state = self.state;
        let class_id = state.new_id();
        self.classes.push(class::Model {
            id: class_id,
            school_code: school.code.clone(),
            school_year: taiwan_time::roc_year(state.now()),
            level: school.levels.split('|').next().unwrap_or_default().into(),
            grade: 1,
            name: format!("{CLASS_PREFIX}{:04}班", number + 1),
        });
        let email = format!("{TEACHER_PREFIX}{:04}@school.example.tw", number + 1);
        let teacher = self.open_account(&Person::invent(2, FIRST_TEACHER + number, email)?, state.now());
        self.homeroom.push(homeroom_assignment::Model {
            id: state.new_id(),
            account_id: teacher,
            class_id,
            is_substitute: false,
            starts_at: millis(state.now()),
            ends_at: None,
            granted_by: None,
            ended_by: None,
        });
        for seat in 0..PUPILS {
            let serial = number * PUPILS + seat;
            let (id, pupil) = (state.new_id(), Person::invent(1, serial, String::new())?);
            let sealed = |place, plain: &str| state.keys.seal(place, id, plain.as_bytes());
            self.students.push(student::Model {
                id,
                class_id,
                school_code: school.code.clone(),
                student_number: format!("Z{serial:07}"),
                seat_number: i32::try_from(seat + 1)?,
                name: pupil.name.clone(),
                national_id_sealed: sealed(student::NATIONAL_ID, pupil.national_id.reveal()),
                national_id_index: state.keys.national_id_index(&pupil.national_id),
                guardian_places: 0,
                left_at: None,
                departure: None,
                carry_over_until: None,
                birth_date_sealed: sealed(student::BIRTH_DATE, "2016-09-30"),
            });
            for relationship in [Relationship::Father, Relationship::Mother] {
                self.invent_application(number, teacher, id, 2 * serial, relationship)?;
            }
        }
        Ok(())
    }

    /// Everything that sending a form leaves behind, and the decision if there is one already.
    fn invent_application(
        &mut self,
        class: u32,
        teacher: Uuid,
        student_id: Uuid,
        first_serial: u32,
        relationship: Relationship,
    ) -> Result<()> {
        let state = self.state;
        let serial = first_serial + u32::from(relationship == Relationship::Mother);
        let parent = Person::invent(2, serial, format!("{TEACHER_PREFIX}parent-{serial:07}@example.com"))?;
        // Over the last thirty days.
        let moment = state.now() - Duration::minutes(i64::from(serial % 43_200));
        let at = millis(moment);
        let form_id = self.invent_form(&parent, student_id, serial, moment)?;
        let status = match serial % 10 {
            _ if class < UNDECIDED_CLASSES => ApplicationStatus::InReview,
            0..=2 => ApplicationStatus::InReview,
            3..=7 => ApplicationStatus::Approved,
            8 => ApplicationStatus::Returned,
            _ => ApplicationStatus::Cancelled,
        };
        let outcome = match status {
            ApplicationStatus::Approved => Some("approve"),
            ApplicationStatus::Returned => Some("return"),
            _ => None,
        };
        let reason = (status == ApplicationStatus::Returned)
            .then(|| ReturnReasonColumn(ReturnReason { grounds: vec![ReturnGround::NameDiffers], note: None }));
        let is_approved = status == ApplicationStatus::Approved;
        let account_id = is_approved.then(|| self.open_account(&parent, moment));
        let id = state.new_id();
        let sealed = |place, plain: &[u8]| state.keys.seal(place, id, plain);
        let application = application::Model {
            id,
            form_id,
            student_id,
            relationship: relationship.code().into(),
            relationship_note: None,
            name: parent.name.clone(),
            email: parent.email.clone(),
            national_id_sealed: sealed(application::NATIONAL_ID, parent.national_id.reveal().as_bytes()),
            national_id_index: state.keys.national_id_index(&parent.national_id),
            mobile_sealed: sealed(application::MOBILE, parent.mobile.as_str().as_bytes()),
            is_of_account: false,
            email_is_proved: true,
            status: status.code().into(),
            version: if status == ApplicationStatus::InReview { 1 } else { 2 },
            submitted_at: at,
            decided_at: outcome.map(|_| at),
            paper_returned_at: None,
            reminded_at: None,
            return_reason: reason.clone(),
            closed_at: (status == ApplicationStatus::Cancelled).then_some(at),
            account_id,
            held_at: None,
            signed_id_sealed: None,
        };
        let (mobile, consented) = (parent.mobile.as_str(), &self.consent.text_sha256);
        let signature = evidence_row(state, &application, mobile, &signature(), consented, SignIn::default());
        self.signatures.push(signature.map_err(|error| anyhow!(error.in_words()))?);
        self.applications.push(application);
        self.decisions.extend(outcome.map(|outcome| review_decision::Model {
            id: state.new_id(),
            application_id: id,
            decided_by: Some(teacher),
            outcome: outcome.into(),
            reason,
            application_version: 1,
            decided_at: at,
            undone_at: None,
        }));
        self.bindings.extend(account_id.map(|account_id| binding::Model {
            id: state.new_id(),
            student_id,
            account_id,
            application_id: Some(id),
            relationship: relationship.code().into(),
            bound_at: at,
            ends_at: None,
            ended_at: None,
            ended_by_seal: None,
        }));
        Ok(())
    }

    /// A code that was used, the session it opened, the child looked up in it, the consent, the form.
    fn invent_form(&mut self, parent: &Person, student_id: Uuid, serial: u32, moment: OffsetDateTime) -> Result<Uuid> {
        let state = self.state;
        let [verification_id, session, consent_record_id, form_id] = std::array::from_fn(|_| state.new_id());
        let (at, end) = (millis(moment), millis(moment + Duration::HOUR));
        let index = address_index(state, &parent.email);
        let sealed = |place, row| state.keys.seal(place, row, parent.email.as_bytes());
        self.verifications.push(contact_verification::Model {
            id: verification_id,
            channel: "email".into(),
            purpose: "application".into(),
            address_sealed: sealed(contact_verification::ADDRESS, verification_id),
            address_index: index.clone(),
            code_hash: state.keys.blind_index("verification_code", "used"),
            failures: 1,
            created_at: at,
            expires_at: end,
            closed_at: Some(at),
        });
        self.sessions.push(applicant_session::Model {
            id: session,
            verification_id: Some(verification_id),
            account_id: None,
            account_session_id: None,
            channel: "email".into(),
            address_sealed: sealed(applicant_session::ADDRESS, session),
            address_index: index.clone(),
            created_at: at,
            expires_at: end,
            revoked_at: None,
        });
        self.lookups.push(student_lookup::Model {
            id: state.new_id(),
            applicant_session_id: session,
            student_id,
            created_at: at,
        });
        self.consents.push(consent_record::Model {
            id: consent_record_id,
            consent_document_id: self.consent.id,
            applicant_session_id: session,
            answer: "accepted".into(),
            channel: "email".into(),
            address_sealed: sealed(consent_record::ADDRESS, consent_record_id),
            address_index: index.clone(),
            text_sha256: self.consent.text_sha256.clone(),
            client: "invented".into(),
            answered_at: at,
            withdrawn_at: None,
        });
        self.forms.push(application_form::Model {
            id: form_id,
            reference: format!("{}-Z{serial:07}", taiwan_time::roc_year(moment)),
            consent_record_id,
            address_index: index,
            language: Language::TraditionalChinese.tag().into(),
            created_at: at,
        });
        Ok(form_id)
    }

    /// With the demo's password, hashed once for all: hashing it for each takes an hour.
    fn open_account(&mut self, person: &Person, moment: OffsetDateTime) -> Uuid {
        let (state, id) = (self.state, self.state.new_id());
        let sealed = |place, plain: &str| state.keys.seal(place, id, plain.as_bytes());
        self.accounts.push(account::Model {
            id,
            name: person.name.clone(),
            display_name: None,
            email: person.email.clone(),
            email_is_proved: true,
            sign_in_name_sealed: sealed(account::SIGN_IN_NAME, &person.email),
            sign_in_name_index: sign_in_name_index(state, &person.email),
            national_id_sealed: sealed(account::NATIONAL_ID, person.national_id.reveal()),
            national_id_index: state.keys.national_id_index(&person.national_id),
            mobile_sealed: sealed(account::MOBILE, person.mobile.as_str()),
            password_hash: self.password_hash.into(),
            password_is_initial: false,
            initial_password_expires_at: None,
            initial_password_failures: 0,
            created_at: millis(moment),
        });
        id
    }

    /// In the order of their references.
    async fn insert(self, to: &Transaction) -> Result<()> {
        insert::<class::Entity>(to, self.classes).await?;
        insert::<student::Entity>(to, self.students).await?;
        insert::<account::Entity>(to, self.accounts).await?;
        insert::<homeroom_assignment::Entity>(to, self.homeroom).await?;
        insert::<contact_verification::Entity>(to, self.verifications).await?;
        insert::<applicant_session::Entity>(to, self.sessions).await?;
        insert::<student_lookup::Entity>(to, self.lookups).await?;
        insert::<consent_record::Entity>(to, self.consents).await?;
        insert::<application_form::Entity>(to, self.forms).await?;
        insert::<application::Entity>(to, self.applications).await?;
        insert::<application_signature::Entity>(to, self.signatures).await?;
        insert::<review_decision::Entity>(to, self.decisions).await?;
        insert::<binding::Entity>(to, self.bindings).await
    }
}

async fn insert<E: EntityTrait>(to: &Transaction, rows: Vec<E::Model>) -> Result<()>
where
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    E::insert_many(rows).exec_without_returning(&**to).await?;
    Ok(())
}

/// Two hundred points, as a finger leaves them in three seconds.
fn signature() -> Signature {
    let wave = |x: u16| [100 + x * 4, 150 + (x * 37) % 60];
    Signature::Drawn { width: 1000, height: 300, strokes: vec![(0..200).map(wave).collect()] }
}
