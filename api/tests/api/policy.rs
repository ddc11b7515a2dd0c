//! What the bureau decides for the whole city.

use crate::support::*;
use serde_json::{Value, json};
use shared_types::policy::Policies;

fn decision(version: u32, registry_approves: bool, initial_password_from_id: bool) -> Value {
    json!({
        "version": version,
        "registry_approves": registry_approves,
        "initial_password_from_id": initial_password_from_id,
    })
}

async fn policies(client: &Client) -> Policies {
    client.get("policies").await.expect(200).json()
}

async fn sign_in(city: &City, login: &str, password: &str) -> Answer {
    city.client().post("sessions", json!({ "login": login, "password": password })).await
}

on_both! {
    async fn what_an_officer_decides_says_who_decided_it_and_when(city: City) {
        let officer = city.officer().await;
        assert_eq!(policies(&officer).await, Policies::default());
        let decided: Policies = officer.put("policies", decision(0, true, true)).await.expect(200).json();
        assert_eq!((decided.version, decided.registry_approves, decided.initial_password_from_id), (1, true, true));
        let by = decided.decided.clone().unwrap();
        assert_eq!((by.by.as_str(), (city.state.now() - by.at).whole_minutes()), ("賴建宏", 0));
        // The same request again.
        assert_eq!(officer.put("policies", decision(0, true, true)).await.expect(200).json::<Policies>(), decided);
        let auditor = city.with_role("wu", "auditor", None).await;
        assert_eq!(policies(&auditor).await, decided);
        auditor.put("policies", decision(1, false, true)).await.problem(403, "not_allowed");
        city.teacher("lin").await.get("policies").await.problem(403, "not_allowed");
        assert_eq!(city.count("SELECT COUNT(*) FROM audit_events WHERE action = 'policies_decided'").await, 1);
    }

    async fn of_officers_who_decide_at_once_one_is_heard(city: City) {
        let officer = city.officer().await;
        let tries = (0..4_usize).map(|turn| {
            let officer = officer.clone();
            async move { officer.put("policies", decision(0, turn.is_multiple_of(2), turn < 2)).await.status }
        });
        let statuses = all_at_once(tries).await;
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        let Policies { version, registry_approves, initial_password_from_id, .. } = policies(&officer).await;
        assert_eq!(version, 1);
        for older in [0, u32::MAX] {
            let otherwise = decision(older, !registry_approves, initial_password_from_id);
            officer.put("policies", otherwise).await.problem(409, "stale");
        }
    }

    async fn without_initial_passwords_the_link_is_the_only_way_in(city: City) {
        let (lin, officer) = (city.teacher("lin").await, city.officer().await);
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        officer.put("policies", decision(0, false, false)).await.expect(200);
        city.bound(&LI_GUOHUA, &[YONGQING], &lin).await;
        let mail = city.smtp.last_to(LI_GUOHUA.email);
        assert!(mail.text.contains("/activate#") && !mail.text.contains("後6碼"), "{}", mail.text);
        let last_six = LI_GUOHUA.initial_password();
        sign_in(&city, LI_GUOHUA.email, last_six).await.problem(401, "wrong_credentials");
        // What was opened before is as its mail says.
        sign_in(&city, WANG_DAMING.email, WANG_DAMING.initial_password()).await.expect(201);
        // A new link brings no initial password either.
        assert!(run_command(&city, &["reissue", LI_GUOHUA.email]).0);
        city.work_outbox().await;
        sign_in(&city, LI_GUOHUA.email, last_six).await.problem(401, "wrong_credentials");
        let mail = city.smtp.last_to(LI_GUOHUA.email);
        let token = mail.text.split_once("/activate#").unwrap().1.lines().next().unwrap();
        let activation = json!({ "token": token, "new_password": NEW_PASSWORD });
        city.client().post("account-activations", activation).await.expect(201);
        city.signed_in(LI_GUOHUA.email, NEW_PASSWORD).await;
        officer.put("policies", decision(1, false, true)).await.expect(200);
        city.bound(&LIN_MEIHUI, &[MINGAN], &lin).await;
        assert!(city.smtp.last_to(LIN_MEIHUI.email).text.contains("後6碼"));
        sign_in(&city, LIN_MEIHUI.email, LIN_MEIHUI.initial_password()).await.expect(201);
    }
}
