//! 個資法 art. 3: a copy of the own data, and its deletion.

use crate::support::*;
use serde_json::{Value, json};
use shared_types::{
    List, account::DeletionRequest, application::ApplicationStatus, personal_data::PersonalData, signature::Signature,
};
use time::Duration;

const REQUESTS: &str = "accounts/me/deletion-requests";

async fn requested(client: &Client) -> DeletionRequest {
    client.post_nothing(REQUESTS).await.expect(201).json()
}

fn carry_out(city: &City, request: &DeletionRequest) -> (bool, String) {
    run_command(city, &["deletion-requests", "carry-out", &request.id.to_string()])
}

/// Every value in the database, as it lies there.
async fn everything(city: &City) -> String {
    if city.home.engine == Engine::Sqlite {
        let mut bytes = Vec::new();
        for file in ["kinbind.db", "kinbind.db-wal"] {
            bytes.extend(std::fs::read(city.home.folder.path().join(file)).unwrap());
        }
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    let text = |row: &sea_orm::QueryResult| row.try_get_by_index::<String>(0).unwrap();
    let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'";
    let mut all = String::new();
    for table in city.query(tables).await.iter().map(text) {
        for row in city.query(&format!("SELECT row_to_json(t)::text FROM {table} t")).await.iter().map(text) {
            all.push_str(&row);
        }
    }
    all
}

/// What shows of somebody: in clear, and what finds them by an index.
async fn traces(city: &City, parent: &Parent) -> Vec<String> {
    let everything = everything(city).await;
    let id = parent.national_id.parse_id();
    let indexes = [
        city.state.keys.national_id_index(&id),
        kinbind_api::features::contact_verification::address_index(&city.state, parent.email),
        kinbind_api::features::contact_verification::address_index(&city.state, parent.mobile),
        city.state.keys.blind_index("sign_in_name", parent.email),
    ];
    let mut found: Vec<String> = [parent.name, parent.national_id, parent.email, parent.mobile]
        .into_iter()
        .filter(|words| everything.contains(words))
        .map(str::to_owned)
        .collect();
    for (number, index) in indexes.iter().enumerate() {
        for (table, column) in [
            ("accounts", "national_id_index"),
            ("accounts", "sign_in_name_index"),
            ("binding_applications", "national_id_index"),
            ("application_forms", "address_index"),
            ("consent_records", "address_index"),
            ("applicant_sessions", "address_index"),
            ("contact_verifications", "address_index"),
        ] {
            let hex = data_encoding::HEXLOWER.encode(index);
            let literal =
                if city.home.engine == Engine::Sqlite { format!("x'{hex}'") } else { format!("'\\x{hex}'::bytea") };
            let sql = format!("SELECT COUNT(*) FROM {table} WHERE {column} = {literal}");
            if city.count(&sql).await > 0 {
                found.push(format!("index {number} in {table}.{column}"));
            }
        }
    }
    found
}

trait ParseId {
    fn parse_id(&self) -> shared_types::national_id::NationalId;
}

impl ParseId for str {
    fn parse_id(&self) -> shared_types::national_id::NationalId {
        shared_types::national_id::NationalId::parse(self).unwrap()
    }
}

async fn rows(city: &City) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in [
        "accounts",
        "binding_applications",
        "application_forms",
        "application_signatures",
        "review_decisions",
        "consent_records",
        "bindings",
    ] {
        counts.push(city.count(&format!("SELECT COUNT(*) FROM {table}")).await);
    }
    counts
}

on_both! {
    async fn a_copy_holds_everything_of_its_owner_and_nothing_of_others(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&LIN_MEIHUI, &[XIAOMING], &lin).await;
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING, DAEN]).await;
        lin.send_back(&sent[0], "姓名與戶籍資料不同").await;
        let mut correction = json!({ "version": 2, "relationship": "other", "relationship_note": "伯父" });
        correction["applicant"] = WANG_DAMING.form();
        correction["signature"] = json!({ "kind": "typed", "name": "王大明" });
        let again = format!("binding-applications/{}/resubmissions", sent[0].id);
        parent.post(&again, correction).await.expect(200);
        lin.approve(&[parent.application(sent[0].id).await]).await;
        city.work_outbox().await;
        let owner = city.settled(&WANG_DAMING).await;
        let answer = owner.get("accounts/me/data").await.expect(200);
        let disposition = answer.header("content-disposition").unwrap();
        assert_eq!(disposition, "attachment; filename=\"kinbind-personal-data.json\"");
        let text = answer.text();
        let data: PersonalData = answer.json();
        let account = &data.account;
        assert_eq!((account.name.as_str(), account.national_id.as_str()), (WANG_DAMING.name, WANG_DAMING.national_id));
        assert_eq!((account.email.as_str(), account.mobile.as_str()), (WANG_DAMING.email, WANG_DAMING.mobile));
        assert!(account.email_is_proved);
        // With the initial password, and since.
        assert_eq!(data.sessions.iter().map(|one| one.ended_at.is_some()).collect::<Vec<_>>(), [false, true]);
        let applications: Vec<_> = data.applications.iter().map(|one| (one.id, one.status)).collect();
        let expected = [(sent[0].id, ApplicationStatus::Approved), (sent[1].id, ApplicationStatus::InReview)];
        assert_eq!(applications, expected);
        let first = &data.applications[0];
        assert_eq!((first.national_id.as_str(), first.relationship_note.as_deref()), ("A123456789", Some("伯父")));
        assert_eq!(first.history.len(), 5);
        assert_eq!(first.signatures.len(), 2);
        assert_eq!(serde_json::to_value(&first.signatures[0].signature).unwrap(), drawn_signature());
        assert_eq!(first.signatures[1].signature, Signature::Typed { name: "王大明".into() });
        assert_eq!(first.signatures[0].consent_text_sha256, data.consent_records[0].record.text_sha256);
        assert_eq!((data.consent_records.len(), data.consent_records[0].address.as_str()), (1, WANG_DAMING.email));
        assert_eq!((data.bindings.len(), data.bindings[0].student_name.as_str()), (1, "王小明"));
        for others in [LIN_MEIHUI.name, LIN_MEIHUI.email, LIN_MEIHUI.national_id, LIN_MEIHUI.mobile] {
            assert!(!text.contains(others), "{others}");
        }
        owner.delete(&format!("bindings/{}", data.bindings[0].id)).await.expect(204);
        let data: PersonalData = owner.get("accounts/me/data").await.expect(200).json();
        assert_eq!((data.bindings[0].student_name.as_str(), data.bindings[0].ended_at.is_some()), ("王○明", true));
    }

    async fn only_its_owner_gets_a_copy(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        city.client().get("accounts/me/data").await.problem(401, "not_signed_in");
        city.applicant(LI_GUOHUA.email).await.get("accounts/me/data").await.problem(401, "not_signed_in");
        let initial = city.signed_in(WANG_DAMING.email, WANG_DAMING.initial_password()).await;
        initial.get("accounts/me/data").await.problem(403, "password_change_required");
        initial.post_nothing(REQUESTS).await.problem(403, "password_change_required");
        initial.get(REQUESTS).await.problem(403, "password_change_required");
    }

    async fn deletion_is_asked_for_once_and_confirmed(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let owner = city.settled(&WANG_DAMING).await;
        let tries = (0..5).map(|_| {
            let owner = owner.clone();
            async move { owner.post_nothing(REQUESTS).await.status }
        });
        let mut statuses = all_at_once(tries).await;
        statuses.sort();
        assert_eq!(statuses, [201, 409, 409, 409, 409]);
        owner.post_nothing(REQUESTS).await.problem(409, "wrong_state");
        let open: List<DeletionRequest> = owner.get(REQUESTS).await.expect(200).json();
        assert_eq!(open.items.len(), 1);
        assert_eq!(open.items[0].due_at - open.items[0].requested_at, Duration::days(30));
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert_eq!(mail.subject, "臺北市校園單一身分驗證服務：已收到刪除個人資料的請求");
        // Until then everything works.
        owner.get("bindings").await.expect(200);
        let (_, printed) = run_command(&city, &["deletion-requests", "list"]);
        assert!(printed.contains("1 open") && printed.contains("王大明") && !printed.contains("OVERDUE"), "{printed}");
    }

    async fn what_is_carried_out_leaves_rows_and_dates_and_nobody(city: City) {
        let (lin, chang) = (city.teacher("lin").await, city.teacher("chang").await);
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING, DAEN, PINXIN]).await;
        lin.approve(&sent[..1]).await;
        chang.send_back(&sent[1], "王大明的姓名與戶籍資料不同").await;
        parent.answer_consent("refused").await;
        city.work_outbox().await;
        let owner = city.settled(&WANG_DAMING).await;
        owner.post_nothing("applicant-sessions").await.expect(201);
        Applicant { client: owner.clone() }.answer_consent("accepted").await;
        let request = requested(&owner).await;
        city.work_outbox().await;
        assert!(!traces(&city, &WANG_DAMING).await.is_empty(), "or this test finds nothing");
        let (before, mails) = (rows(&city).await, city.smtp.mails().len());
        let decisions = "SELECT COUNT(*) FROM review_decisions WHERE decided_at > 0";
        let decided = city.count(decisions).await;

        let (is_done, printed) = carry_out(&city, &request);
        assert!(is_done && printed.contains("backups"), "{printed}");
        assert_eq!(traces(&city, &WANG_DAMING).await, [] as [String; 0]);
        assert_eq!(rows(&city).await, before);
        assert_eq!(city.count(decisions).await, decided);
        let states = "SELECT COUNT(*) FROM binding_applications WHERE status IN ('ended', 'cancelled')";
        assert_eq!(city.count(states).await, 3);
        assert_eq!(city.count("SELECT COUNT(*) FROM bindings WHERE application_id IS NOT NULL AND ended_at IS NULL").await, 0);
        city.work_outbox().await;
        assert_eq!(city.smtp.mails().len(), mails, "nobody is mailed after it");
        assert_eq!(city.count("SELECT COUNT(*) FROM outbox_jobs WHERE status <> 'done'").await, 0);
        for path in ["accounts/me", "bindings", "sessions/current", "applicant-sessions/current"] {
            owner.get(path).await.problem(401, "not_signed_in");
        }
        parent.get("binding-applications").await.problem(401, "not_signed_in");
        let wrong = json!({ "login": WANG_DAMING.email, "password": NEW_PASSWORD });
        city.client().post("sessions", wrong).await.problem(401, "wrong_credentials");
        // The teacher's pages go on without the person.
        assert_eq!((lin.pending().await.len(), lin.class().await.census.bound), (0, 6));
        assert!(!carry_out(&city, &request).0, "once");
        let (is_well, printed) = run_command(&city, &["doctor"]);
        assert!(is_well && printed.contains("signatures are as they were signed"), "{printed}");
    }

    async fn whoever_was_deleted_can_begin_anew(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let request = requested(&city.settled(&WANG_DAMING).await).await;
        assert!(carry_out(&city, &request).0);
        city.advance(Duration::minutes(2));
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let own = city.settled(&WANG_DAMING).await.get("binding-applications").await.expect(200).value();
        assert_eq!(own["items"].as_array().unwrap().len(), 1, "nothing of before comes back");
    }

    async fn the_other_parent_of_a_shared_mailbox_keeps_everything(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        city.advance(Duration::minutes(2));
        let mother = Parent { email: WANG_DAMING.email, ..LIN_MEIHUI };
        let sent = city.applicant(mother.email).await.apply(&mother, &[XIAOMING]).await;
        lin.approve(&sent).await;
        city.work_outbox().await;
        let request = requested(&city.settled(&WANG_DAMING).await).await;
        assert!(carry_out(&city, &request).0);
        let hers = city.signed_in(LIN_MEIHUI.mobile, LIN_MEIHUI.initial_password()).await;
        hers.put("accounts/me/password", json!({ "new_password": NEW_PASSWORD })).await.expect(200);
        let data: PersonalData = hers.get("accounts/me/data").await.expect(200).json();
        assert_eq!((data.bindings.len(), data.applications.len(), data.consent_records.len()), (1, 1, 1));
        assert_eq!(data.consent_records[0].address, WANG_DAMING.email);
        assert_eq!((data.account.email.as_str(), data.account.name.as_str()), (WANG_DAMING.email, "林美惠"));
    }

    async fn deleted_while_a_form_is_sent_the_form_is_closed_or_a_strangers(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let owner = city.settled(&WANG_DAMING).await;
        let request = requested(&owner).await;
        owner.post_nothing("applicant-sessions").await.expect(201);
        let applicant = Applicant { client: owner.clone() };
        let form = applicant.form(&WANG_DAMING, &[DAEN]).await;
        let id = request.id;
        let state = city.state.clone();
        let deleting =
            tokio::spawn(async move { kinbind_api::features::personal_data::carry_out(&state, id).await.unwrap() });
        let without: Value = json!({ "consent_record_id": form["consent_record_id"], "students": form["students"],
            "applicant": {}, "signature": form["signature"] });
        let sent = applicant.post("binding-applications", without).await;
        assert!(matches!(sent.status, 201 | 401 | 422), "{}", sent.text());
        deleting.await.unwrap();
        assert_eq!(traces(&city, &WANG_DAMING).await, [] as [String; 0]);
    }

    async fn a_teacher_with_a_class_is_relieved_first(city: City) {
        let lin = city.teacher("lin").await;
        let request = requested(&lin).await;
        let (is_done, printed) = carry_out(&city, &request);
        assert!(!is_done && printed.contains("has a class"), "{printed}");
        lin.get("classes").await.expect(200);
        city.sql("DELETE FROM homeroom_assignments").await;
        assert!(carry_out(&city, &request).0);
        lin.get("sessions/current").await.problem(401, "not_signed_in");
    }

    async fn doctor_names_what_is_overdue(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let request = requested(&city.settled(&WANG_DAMING).await).await;
        let (is_well, printed) = run_command(&city, &["doctor"]);
        assert!(is_well && printed.contains("1 people wait"), "{printed}");
        // The command has a clock of its own.
        city.sql("UPDATE deletion_requests SET due_at = 1").await;
        let (is_well, printed) = run_command(&city, &["doctor"]);
        assert!(!is_well && printed.contains(&request.id.to_string()), "{printed}");
        let (_, printed) = run_command(&city, &["deletion-requests", "list"]);
        assert!(printed.contains("OVERDUE"), "{printed}");
    }
}
