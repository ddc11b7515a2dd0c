//! 個資法 art. 3: a copy of the own data, and its deletion.

use crate::support::*;
use kinbind_api::{commands::demo::DEMO_PASSWORD, jobs};
use serde_json::{Value, json};
use shared_types::{
    List,
    account::DeletionRequest,
    application::ApplicationStatus,
    personal_data::{DataCopy, PersonalData},
};
use time::Duration;

const REQUESTS: &str = "accounts/me/deletion-requests";

const COPIES: &str = "accounts/me/data-copies";

/// What a parent who has settled in types.
fn password() -> Value {
    json!({ "current_password": NEW_PASSWORD })
}

async fn requested(client: &Client) -> DeletionRequest {
    client.post(REQUESTS, password()).await.expect(201).json()
}

/// Where the copy is.
async fn copy_address(client: &Client) -> String {
    client.post(COPIES, password()).await.expect(201).json::<DataCopy>().address
}

async fn copy_for(client: &Client) -> PersonalData {
    client.get(&copy_address(client).await).await.expect(200).json()
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

/// As if everything had been answered three hours ago; commands have a clock of their own.
async fn hours_pass(city: &City) {
    city.sql("UPDATE consent_records SET answered_at = answered_at - 10800000").await;
}

/// How many answers to a consent text the address still finds.
async fn answers_of(city: &City, address: &str) -> i64 {
    let index = kinbind_api::features::contact_verification::address_index(&city.state, address);
    let hex = data_encoding::HEXLOWER.encode(&index);
    let literal = if city.home.engine == Engine::Sqlite { format!("x'{hex}'") } else { format!("'\\x{hex}'::bytea") };
    city.count(&format!("SELECT COUNT(*) FROM consent_records WHERE address_index = {literal}")).await
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
        let answer = owner.get(&copy_address(&owner).await).await.expect(200);
        assert_eq!(answer.header("cache-control"), Some("private, no-store"));
        let disposition = answer.header("content-disposition").unwrap();
        assert!(disposition.starts_with("attachment; filename=\"kinbind-personal-data.json\""), "{disposition}");
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
        assert!(first.signatures.iter().all(|one| one.is_as_signed));
        let evidence = |number: usize| -> Value {
            serde_json::from_str(first.signatures[number].evidence.as_deref().unwrap()).unwrap()
        };
        assert_eq!(evidence(0)["signature"], drawn_signature());
        assert_eq!(evidence(1)["signature"], json!({ "kind": "typed", "name": "王大明" }));
        assert_eq!(evidence(0)["consent_text_sha256"], data.consent_records[0].record.text_sha256);
        // Byte for byte what was signed.
        let server_signature = data_encoding::BASE64.decode(first.signatures[0].server_signature.as_bytes()).unwrap();
        let signed = first.signatures[0].evidence.as_deref().unwrap().as_bytes();
        assert!((0..=9).any(|key| city.state.keys.is_signed(key, signed, &server_signature)));
        assert_eq!((data.consent_records.len(), data.consent_records[0].address.as_str()), (1, WANG_DAMING.email));
        assert_eq!((data.bindings.len(), data.bindings[0].student_name.as_str()), (1, "王小明"));
        for others in [LIN_MEIHUI.name, LIN_MEIHUI.email, LIN_MEIHUI.national_id, LIN_MEIHUI.mobile] {
            assert!(!text.contains(others), "{others}");
        }
        owner.delete(&format!("bindings/{}", data.bindings[0].id)).await.expect(204);
        let data = copy_for(&owner).await;
        assert_eq!((data.bindings[0].student_name.as_str(), data.bindings[0].ended_at.is_some()), ("王○明", true));
    }

    async fn only_its_owner_gets_a_copy(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        city.client().post(COPIES, password()).await.problem(401, "not_signed_in");
        city.applicant(LI_GUOHUA.email).await.post(COPIES, password()).await.problem(401, "not_signed_in");
        let initial = city.signed_in(WANG_DAMING.email, WANG_DAMING.initial_password()).await;
        initial.post(COPIES, password()).await.problem(403, "password_change_required");
        initial.get(&format!("{COPIES}/x")).await.problem(403, "password_change_required");
        initial.post(REQUESTS, password()).await.problem(403, "password_change_required");
        initial.get(REQUESTS).await.problem(403, "password_change_required");
    }

    async fn a_copy_is_where_it_was_said_for_a_minute_and_for_the_session_that_asked(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let owner = city.settled(&WANG_DAMING).await;
        let address = copy_address(&owner).await;
        assert!(!address.contains("A123456789") && address.starts_with("/api/v1/accounts/me/data-copies/"), "{address}");
        city.client().get(&address).await.problem(401, "not_signed_in");
        lin.get(&address).await.problem(410, "link_expired");
        let elsewhere = city.signed_in(WANG_DAMING.email, NEW_PASSWORD).await;
        elsewhere.get(&address).await.problem(410, "link_expired");
        // A longer minute, another fingerprint, half an address, none of ours.
        let token = address.rsplit('/').next().unwrap();
        let mut later = data_encoding::BASE64URL_NOPAD.decode(token.as_bytes()).unwrap();
        later[3] = 1;
        let mut changed = later.clone();
        changed[3] = 0;
        *changed.last_mut().unwrap() ^= 1;
        let encoded = [later, changed].map(|bytes| data_encoding::BASE64URL_NOPAD.encode(&bytes));
        for wrong in [encoded[0].as_str(), encoded[1].as_str(), &token[..20], "x", "AAAA"] {
            owner.get(&format!("{COPIES}/{wrong}")).await.problem(410, "link_expired");
        }
        city.advance(Duration::seconds(30));
        // Some browsers ask twice.
        for _ in 0..2 {
            assert_eq!(owner.get(&address).await.expect(200).json::<PersonalData>().account.name, WANG_DAMING.name);
        }
        city.advance(Duration::seconds(31));
        owner.get(&address).await.problem(410, "link_expired");
        let address = copy_address(&owner).await;
        owner.delete("sessions/current").await.expect(204);
        owner.get(&address).await.problem(401, "not_signed_in");
    }

    async fn neither_is_done_without_the_password(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let owner = city.settled(&WANG_DAMING).await;
        let wrong = json!({ "current_password": "not the password" });
        for path in [COPIES, REQUESTS] {
            let refused = owner.post(path, &wrong).await.problem(422, "invalid_fields");
            refused.fields(&[("/current_password", "wrong_password")]);
            owner.post(path, json!({ "current_password": " " })).await.problem(422, "invalid_fields");
            owner.post(path, json!({})).await.problem(400, "malformed_body");
            owner.post_nothing(path).await.problem(415, "unsupported_media_type");
        }
        let open: List<DeletionRequest> = owner.get(REQUESTS).await.expect(200).json();
        assert!(open.items.is_empty());
        // Guesses count with those of signing in, and not for good.
        let guesses = (0..6).map(|number| {
            let (owner, wrong) = (owner.clone(), wrong.clone());
            async move { owner.post([COPIES, REQUESTS][number % 2], wrong).await.status }
        });
        let mut statuses = all_at_once(guesses).await;
        statuses.sort();
        assert_eq!(statuses, [422, 422, 422, 429, 429, 429], "two guesses before, three now");
        owner.post(COPIES, password()).await.problem(429, "too_many_requests");
        let right = json!({ "login": WANG_DAMING.email, "password": NEW_PASSWORD });
        city.client().post("sessions", right).await.problem(429, "too_many_requests");
        city.advance(Duration::minutes(16));
        copy_for(&owner).await;
        requested(&owner).await;
    }

    async fn deletion_is_asked_for_once_and_confirmed(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let owner = city.settled(&WANG_DAMING).await;
        let tries = (0..5).map(|_| {
            let owner = owner.clone();
            async move { owner.post(REQUESTS, password()).await.status }
        });
        let mut statuses = all_at_once(tries).await;
        statuses.sort();
        assert_eq!(statuses, [201, 409, 409, 409, 409]);
        owner.post(REQUESTS, password()).await.problem(409, "wrong_state");
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
        hours_pass(&city).await;
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
        let (is_well, printed) = run_command(&city, &["doctor", "--font-dirs", "/usr/share/fonts"]);
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
        let data = copy_for(&hers).await;
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
        assert!(run_command(&city, &["deletion-requests", "compact"]).0);
        assert_eq!(traces(&city, &WANG_DAMING).await, [] as [String; 0]);
    }

    async fn a_teacher_with_a_class_is_relieved_first(city: City) {
        let lin = city.teacher("lin").await;
        let password = json!({ "current_password": DEMO_PASSWORD });
        let request: DeletionRequest = lin.post(REQUESTS, password).await.expect(201).json();
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
        let (is_well, printed) = run_command(&city, &["doctor", "--font-dirs", "/usr/share/fonts"]);
        assert!(is_well && printed.contains("1 people wait"), "{printed}");
        // The command has a clock of its own.
        city.sql("UPDATE deletion_requests SET due_at = 1").await;
        let (is_well, printed) = run_command(&city, &["doctor", "--font-dirs", "/usr/share/fonts"]);
        assert!(!is_well && printed.contains(&request.id.to_string()), "{printed}");
        let (_, printed) = run_command(&city, &["deletion-requests", "list"]);
        assert!(printed.contains("OVERDUE"), "{printed}");
    }

    async fn whoever_shares_mailbox_and_session_keeps_session_and_answers(city: City) {
        let lin = city.teacher("lin").await;
        let mother = Parent { email: WANG_DAMING.email, ..LIN_MEIHUI };
        let shared = city.applicant(WANG_DAMING.email).await;
        lin.approve(&shared.apply(&WANG_DAMING, &[XIAOMING]).await).await;
        // Two forms of hers, and one that she is filling in.
        lin.approve(&shared.apply(&mother, &[XIAOMING]).await).await;
        shared.apply(&mother, &[DAEN]).await;
        city.work_outbox().await;
        let begun = shared.form(&mother, &[PINXIN]).await;
        let request = requested(&city.settled(&WANG_DAMING).await).await;
        let answers = answers_of(&city, WANG_DAMING.email).await;
        assert!(carry_out(&city, &request).0);
        // His alone has gone.
        assert_eq!(answers_of(&city, WANG_DAMING.email).await, answers - 1);
        let sent = shared.post("binding-applications", begun).await.expect(201).value();
        assert_eq!(sent["items"][0]["applicant"]["name"], "林○惠");
        let own = shared.get("binding-applications").await.expect(200).value();
        assert_eq!(own["items"].as_array().unwrap().len(), 3);

        // When she goes too, nothing that he left holds on to the answer.
        let hers = city.signed_in(mother.mobile, mother.initial_password()).await;
        hers.put("accounts/me/password", json!({ "new_password": NEW_PASSWORD })).await.expect(200);
        hours_pass(&city).await;
        assert!(carry_out(&city, &requested(&hers).await).0);
        for parent in [&WANG_DAMING, &mother] {
            assert_eq!(traces(&city, parent).await, [] as [String; 0]);
        }
        shared.get("binding-applications").await.problem(401, "not_signed_in");
    }

    async fn a_strangers_address_that_was_only_typed_keeps_its_answers(city: City) {
        city.applicant(LIN_MEIHUI.email).await.answer_consent("refused").await;
        let father = city.applicant(WANG_DAMING.email).await;
        father.apply(&Parent { email: LIN_MEIHUI.email, mobile: LIN_MEIHUI.mobile, ..WANG_DAMING }, &[DAEN]).await;
        let sent = father.apply(&WANG_DAMING, &[XIAOMING]).await;
        city.teacher("lin").await.approve(&sent).await;
        city.work_outbox().await;
        let request = requested(&city.settled(&WANG_DAMING).await).await;
        hours_pass(&city).await;
        assert!(carry_out(&city, &request).0);
        assert_eq!((answers_of(&city, LIN_MEIHUI.email).await, answers_of(&city, WANG_DAMING.email).await), (1, 0));
    }

    async fn a_form_that_a_correction_made_two_peoples_is_parted(city: City) {
        let (lin, chang) = (city.teacher("lin").await, city.teacher("chang").await);
        let shared = city.applicant(WANG_DAMING.email).await;
        let sent = shared.apply(&WANG_DAMING, &[XIAOMING, DAEN]).await;
        lin.send_back(&sent[0], "這是母親的資料").await;
        let mother = Parent { email: WANG_DAMING.email, ..LIN_MEIHUI };
        let mut correction = json!({ "version": 2, "relationship": "mother", "signature": drawn_signature() });
        correction["applicant"] = mother.form();
        shared.post(&format!("binding-applications/{}/resubmissions", sent[0].id), correction).await.expect(200);
        chang.approve(&sent[1..]).await;
        city.work_outbox().await;
        let request = requested(&city.settled(&WANG_DAMING).await).await;
        assert!(carry_out(&city, &request).0);
        let own = shared.get("binding-applications").await.expect(200).value();
        let names: Vec<_> = own["items"].as_array().unwrap().iter().map(|one| &one["applicant"]["name"]).collect();
        assert_eq!(names, [mother.name]);
        assert_eq!(own["items"][0]["reference"], sent[0].reference.as_str());
        let forms = "SELECT COUNT(DISTINCT form_id) FROM binding_applications WHERE form_id IN (SELECT id FROM application_forms)";
        assert_eq!(city.count(forms).await, 2);
        assert_eq!(city.count("SELECT COUNT(DISTINCT reference) FROM application_forms").await, 2);
    }

    async fn jobs_that_were_given_up_or_wait_are_forgotten(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let owner = city.settled(&WANG_DAMING).await;
        let asked = json!({ "channel": "email", "address": "daming.new@example.com", "purpose": "contact_change" });
        let code = city.client().post("contact-verifications", asked).await.expect(201).value();
        city.work_outbox().await;
        let change = json!({ "verification_id": code["id"], "code": city.code_sent_to("daming.new@example.com"),
            "current_password": NEW_PASSWORD });
        owner.put("accounts/me/contact", change).await.expect(200);
        city.smtp.set(Mood::Refusing(550));
        city.work_outbox().await;
        let backlog = jobs::backlog(&city.state).await.unwrap();
        assert_eq!((backlog.dead, backlog.dead_jobs[0].kind.as_str()), (1, "send_contact_changed"));
        let asked = json!({ "channel": "email", "address": LIN_MEIHUI.email });
        city.client().post("contact-verifications", asked).await.expect(201);
        let request = requested(&owner).await;
        assert_eq!(jobs::backlog(&city.state).await.unwrap().pending, 2);
        assert!(carry_out(&city, &request).0);
        let backlog = jobs::backlog(&city.state).await.unwrap();
        assert_eq!((backlog.pending, backlog.dead), (1, 0), "somebody else's stays");
    }

    async fn what_is_declined_is_answered_by_mail_and_can_be_asked_again(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let owner = city.settled(&WANG_DAMING).await;
        let request = requested(&owner).await;
        let id = request.id.to_string();
        let (is_done, printed) = run_command(&city, &["deletion-requests", "decline", &id, "--reason", " "]);
        assert!(!is_done && printed.contains("reason is empty"), "{printed}");
        let decline = ["deletion-requests", "decline", &id, "--reason", "學籍資料依法須保存至畢業"];
        let (is_done, printed) = run_command(&city, &decline);
        assert!(is_done && printed.contains("is declined"), "{printed}");
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert_eq!(mail.subject, "臺北市校園單一身分驗證服務：刪除個人資料的請求未辦理");
        assert!(mail.text.contains("學籍資料依法須保存至畢業") && mail.text.contains("王大明 您好"), "{}", mail.text);
        assert!(!run_command(&city, &decline).0, "once");
        assert!(!carry_out(&city, &request).0, "it is answered");
        owner.get("bindings").await.expect(200);
        let open: List<DeletionRequest> = owner.get(REQUESTS).await.expect(200).json();
        assert!(open.items.is_empty());
        requested(&owner).await;
    }

    async fn only_whoever_asked_takes_a_request_back(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let owner = city.settled(&WANG_DAMING).await;
        let request = requested(&owner).await;
        let path = format!("{REQUESTS}/{}", request.id);
        city.client().delete(&path).await.problem(401, "not_signed_in");
        lin.delete(&path).await.problem(404, "not_found");
        let tries = (0..4).map(|_| {
            let (owner, path) = (owner.clone(), path.clone());
            async move { owner.delete(&path).await.status }
        });
        let mut statuses = all_at_once(tries).await;
        statuses.sort();
        assert_eq!(statuses, [204, 404, 404, 404]);
        let (is_done, printed) = carry_out(&city, &request);
        assert!(!is_done && printed.contains("no request"), "{printed}");
        owner.get("bindings").await.expect(200);
        requested(&owner).await;
    }

    async fn a_copy_has_answers_without_a_form_but_not_those_of_the_other_parent(city: City) {
        let lin = city.teacher("lin").await;
        let shared = city.applicant(WANG_DAMING.email).await;
        let sent = shared.apply(&WANG_DAMING, &[XIAOMING]).await;
        lin.approve(&sent).await;
        shared.apply(&Parent { email: WANG_DAMING.email, ..LIN_MEIHUI }, &[XIAOMING]).await;
        let refused = shared.answer_consent("refused").await;
        city.work_outbox().await;
        let data = copy_for(&city.settled(&WANG_DAMING).await).await;
        let answers: Vec<_> = data.consent_records.iter().map(|one| one.record.id).collect();
        assert_eq!(answers, [refused, data.applications[0].consent_record_id]);
    }

    async fn a_signature_that_is_not_ours_is_flagged_in_the_copy(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let owner = city.settled(&WANG_DAMING).await;
        let copied = || async {
            let data = copy_for(&owner).await;
            let signature = &data.applications[0].signatures[0];
            (signature.is_as_signed, signature.evidence.is_some())
        };
        assert_eq!(copied().await, (true, true));
        city.sql("UPDATE application_signatures SET application_version = 7").await;
        assert_eq!(copied().await, (false, true));
        city.sql("UPDATE application_signatures SET evidence_sealed = server_signature").await;
        assert_eq!(copied().await, (false, false));
    }
}
