//! Parents who apply for one child each, from the code to the form.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use shared_types::List;
use shared_types::application::BindingApplication;
use shared_types::consent::{ConsentDocument, ConsentRecord};
use shared_types::national_id::NationalId;
use shared_types::school::{School, StudentLookup};
use shared_types::verification::{ApplicantSession, ContactVerification};
use uuid::Uuid;

use crate::browser::Browser;
use crate::figures::Latencies;
use crate::load::for_each;

const MAIL_LIMIT: Duration = Duration::from_secs(300);
const PUPILS_OF_A_CLASS: usize = 30;
/// An everyday name, and one with characters of Unicode's extensions E and B.
pub(crate) const NAMES: [&str; 2] = ["王美玲", "林𬀩𠮷"];

/// What parents wait for.
pub(crate) struct Figures {
    pub(crate) code_check: Latencies,
    pub(crate) look_up: Latencies,
    pub(crate) submit: Latencies,
    /// Each parent and the application.
    pub(crate) sent: Vec<(Browser, Uuid)>,
}

struct Parent {
    serial: usize,
    browser: Browser,
}

/// Sends these parents through the whole story, each step by all before the next begins.
pub(crate) async fn apply(
    http: &reqwest::Client,
    origin: &str,
    mailbox: &Path,
    parents: std::ops::Range<usize>,
    pupils: usize,
) -> Result<Figures> {
    let mut anyone = Browser::new(http, origin, 0);
    let schools: List<School> = anyone.get("/schools").await?;
    let schools = std::sync::Arc::new(schools.items);
    let consent: ConsentDocument = anyone.get("/consent-documents/current?language=zh-TW").await?;
    let parents: Vec<Parent> =
        parents.map(|serial| Parent { serial, browser: Browser::new(http, origin, serial) }).collect();

    let (asked, _) = for_each(parents, ask_for_code).await?;
    let mut codes = codes(mailbox, asked.len()).await?;
    let mut with_code = Vec::new();
    for (parent, verification) in asked {
        let code = codes.remove(&email(parent.serial)).context("a code is missing in the mailbox")?;
        with_code.push((parent, verification, code));
    }
    let (parents, code_check) = for_each(with_code, try_code).await?;
    let (found, look_up) = for_each(parents, move |parent| {
        let schools = schools.clone();
        async move { look_up_child(parent, &schools, pupils).await }
    })
    .await?;
    let (agreed, _) = for_each(found, move |(mut parent, child)| {
        let answer = json!({ "consent_document_id": consent.id, "answer": "accepted" });
        async move {
            let record: ConsentRecord = parent.browser.post("/consent-records", &answer).await?;
            Ok((parent, child, record))
        }
    })
    .await?;
    let (sent, submit) = for_each(agreed, send).await?;
    // A receipt for each.
    mails(mailbox, 2 * sent.len()).await?;
    // The mails' folder is read as a whole the next time.
    fs::remove_dir_all(mailbox)?;
    fs::create_dir(mailbox)?;
    Ok(Figures { code_check, look_up, submit, sent })
}

fn email(serial: usize) -> String {
    format!("bench-parent-{serial}@example.com")
}

async fn ask_for_code(mut parent: Parent) -> Result<(Parent, ContactVerification)> {
    let body = json!({ "channel": "email", "address": email(parent.serial) });
    let verification = parent.browser.post("/contact-verifications", &body).await?;
    Ok((parent, verification))
}

async fn try_code((mut parent, sent, code): (Parent, ContactVerification, String)) -> Result<Parent> {
    let attempts = format!("/contact-verifications/{}/attempts", sent.id);
    let _: ApplicantSession = parent.browser.post(&attempts, &json!({ "code": code })).await?;
    Ok(parent)
}

/// Every fifth invented pupil has no guardian yet; `kinbind demo --applications` invents them in the
/// order of the schools.
async fn look_up_child(mut parent: Parent, schools: &[School], pupils: usize) -> Result<(Parent, StudentLookup)> {
    let pupil = parent.serial * 5 % pupils;
    let school = &schools[pupil / PUPILS_OF_A_CLASS % schools.len()];
    let child = json!({
        "national_id": national_id(pupil)?,
        "level": school.levels.first().context("a school has no level")?,
        "school_code": school.code,
    });
    let found = parent.browser.post("/student-lookups", &child).await?;
    Ok((parent, found))
}

async fn send((mut parent, child, consent): (Parent, StudentLookup, ConsentRecord)) -> Result<(Browser, Uuid)> {
    let points: Vec<[usize; 2]> = (0..200).map(|x| [100 + x * 4, 150 + x * 37 % 60]).collect();
    let form = json!({
        "consent_record_id": consent.id,
        "students": [{ "lookup_id": child.id, "relationship": "mother" }],
        "applicant": {
            "national_id": national_id(5_000_000 + parent.serial)?,
            "name": NAMES[parent.serial % NAMES.len()],
            "email": email(parent.serial),
            "mobile": format!("09{:08}", parent.serial),
        },
        "signature": { "kind": "drawn", "width": 1000, "height": 300, "strokes": [points] },
    });
    let sent: List<BindingApplication> = parent.browser.post("/binding-applications", &form).await?;
    ensure!(sent.items.len() == 1, "one child, {} applications", sent.items.len());
    Ok((parent.browser, sent.items[0].id))
}

/// Of an invented pupil, or of a parent far above them.
fn national_id(serial: usize) -> Result<String> {
    let mut ids = (0..10).map(|check| format!("Z1{serial:07}{check}"));
    ids.find(|id| NationalId::parse(id).is_ok()).context("a serial has seven digits")
}

/// The codes by address, once all mails are there.
async fn codes(mailbox: &Path, parents: usize) -> Result<HashMap<String, String>> {
    let mut codes = HashMap::new();
    for file in mails(mailbox, parents).await? {
        let mail: Value = serde_json::from_slice(&fs::read(file)?)?;
        let field = |name: &str| mail[name].as_str().unwrap_or_default().to_owned();
        // The subject ends with the code, so that a lock screen shows it.
        let (to, subject) = (field("to"), field("subject"));
        codes.insert(to, subject.chars().filter(char::is_ascii_digit).collect());
    }
    Ok(codes)
}

/// The mails' files, once there are so many.
async fn mails(mailbox: &Path, mails: usize) -> Result<Vec<PathBuf>> {
    let start = Instant::now();
    let is_mail = |path: &Path| path.extension().is_some_and(|extension| extension == "json");
    loop {
        let files: Vec<_> = fs::read_dir(mailbox)?.flatten().map(|e| e.path()).filter(|path| is_mail(path)).collect();
        if files.len() >= mails {
            return Ok(files);
        }
        ensure!(start.elapsed() < MAIL_LIMIT, "{} of {mails} mails after {MAIL_LIMIT:?}", files.len());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
