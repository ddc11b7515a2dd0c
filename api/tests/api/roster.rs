//! The list of schools, and looking up one's child.

use crate::support::*;
use serde_json::json;
use time::Duration;

on_both! {
    async fn every_school_is_listed_and_an_unchanged_list_is_not_sent_again(city: City) {
        let client = city.client();
        let answer = client.get("schools").await.expect(200);
        let schools = answer.value();
        assert_eq!(schools["items"].as_array().unwrap().len(), 280);
        let neihu = schools["items"].as_array().unwrap().iter().find(|school| school["code"] == "403601").unwrap();
        assert_eq!(neihu["name"], "市立內湖國小");
        assert_eq!(neihu["levels"], json!(["elementary"]));
        assert_eq!((&neihu["romanised_name"], &neihu["romanised_district"]), (&json!("Neihu Guoxiao"), &json!("Neihu")));

        let etag = answer.header("etag").unwrap();
        let compressed = client.request(reqwest::Method::GET, "schools").header("accept-encoding", "br, gzip");
        let compressed = client.send(compressed).await.expect(200);
        assert_eq!((compressed.header("content-encoding"), compressed.header("etag")), (Some("gzip"), Some(etag)));
        assert_eq!(compressed.header("vary"), Some("accept-encoding"));
        assert!(compressed.bytes.len() * 5 < answer.bytes.len(), "{} bytes", compressed.bytes.len());
        let again = client.request(reqwest::Method::GET, "schools").header("if-none-match", etag);
        let unchanged = client.send(again).await.expect(304);
        assert!(unchanged.bytes.is_empty());
        let list = format!("\"an-older-one\", {etag}");
        let again = client.request(reqwest::Method::GET, "schools").header("if-none-match", list);
        client.send(again).await.expect(304);
        for refusal in ["gzip;q=0.000", "identity", ""] {
            let plain = client.request(reqwest::Method::GET, "schools").header("accept-encoding", refusal);
            assert_eq!(client.send(plain).await.expect(200).header("content-encoding"), None, "{refusal}");
        }
        city.sql("UPDATE schools SET name = '市立內湖實小' WHERE code = '403601'").await;
        let again = client.request(reqwest::Method::GET, "schools").header("if-none-match", etag);
        client.send(again).await.expect(200);
    }

    async fn a_child_is_found_by_number_level_and_school_and_shown_masked(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let found = parent.look_up(&XIAOMING).await;
        assert_eq!(found.student.name_masked, "王○明");
        assert_eq!(found.student.school_name, "市立內湖國小");
        assert_eq!(found.student.class_name, "五年一班");
        let full_width = json!({ "national_id": "ａ１０５８６０３３８", "level": "elementary", "school_code": " 403601 " });
        parent.post("student-lookups", full_width).await.expect(201);
        let rare = parent.look_up(&YOUCHEN).await;
        assert_eq!(rare.student.name_masked, "𠮷○辰");
    }

    async fn a_child_looked_up_again_keeps_its_id_for_that_address(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let first = parent.look_up(&XIAOMING).await.id;
        assert_ne!(parent.look_up(&DAEN).await.id, first);
        city.advance(Duration::minutes(2));
        let again = city.applicant(WANG_DAMING.email).await;
        assert_eq!(again.look_up(&XIAOMING).await.id, first);
        assert_ne!(city.applicant(LIN_MEIHUI.email).await.look_up(&XIAOMING).await.id, first);
        // Half its life over, it would leave too little time to fill in a form.
        city.advance(Duration::hours(13));
        assert_ne!(city.applicant(WANG_DAMING.email).await.look_up(&XIAOMING).await.id, first);
    }

    async fn every_miss_has_the_same_answer(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut misses = Vec::new();
        for (national_id, level, school) in [
            (XIAOMING.national_id, "elementary", "403503"),
            (XIAOMING.national_id, "elementary", "000000"),
            (XIAOMING.national_id, "junior_high", "403601"),
            ("A123456789", "elementary", "403601"),
            // A teacher's number is no child's.
            (LIN_SHUHUI.national_id, "elementary", "403601"),
        ] {
            let asked = json!({ "national_id": national_id, "level": level, "school_code": school });
            let mut problem = parent.post("student-lookups", asked).await.problem(404, "student_not_found").value();
            problem.as_object_mut().unwrap().remove("trace_id");
            misses.push(problem);
        }
        assert!(misses.iter().all(|miss| *miss == misses[0]), "{misses:?}");
    }

    async fn a_mistyped_number_is_told_before_it_counts(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut asked = XIAOMING.lookup();
        asked["national_id"] = json!("A105860339");
        for _ in 0..11 {
            let refused = parent.post("student-lookups", &asked).await.problem(422, "invalid_fields");
            refused.fields(&[("/national_id", "checksum")]);
        }
        parent.look_up(&XIAOMING).await;
    }

    async fn ten_look_ups_an_hour_hit_or_miss(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut miss = XIAOMING.lookup();
        miss["school_code"] = json!("403503");
        for _ in 0..5 {
            parent.look_up(&XIAOMING).await;
            parent.post("student-lookups", &miss).await.problem(404, "student_not_found");
        }
        let wait = parent.post("student-lookups", XIAOMING.lookup()).await.problem(429, "too_many_requests").retry_after();
        assert!((3500..=3601).contains(&wait), "{wait}");
        // A new session of the same address begins nothing anew.
        city.advance(Duration::seconds(61));
        let again = city.applicant(WANG_DAMING.email).await;
        again.post("student-lookups", XIAOMING.lookup()).await.problem(429, "too_many_requests");
        city.applicant(LIN_MEIHUI.email).await.look_up(&XIAOMING).await;
        city.advance(Duration::seconds(wait));
        again.look_up(&XIAOMING).await;
    }

    async fn only_somebody_with_a_proved_address_can_look_up(city: City) {
        city.client().post("student-lookups", XIAOMING.lookup()).await.problem(401, "not_signed_in");
        // A teacher looks at the class, not for children.
        let teacher = city.teacher("lin").await;
        teacher.post("student-lookups", XIAOMING.lookup()).await.problem(401, "not_signed_in");
    }

    async fn a_look_up_is_worth_nothing_to_another_address(city: City) {
        let stranger = city.applicant(LI_GUOHUA.email).await;
        let theirs = stranger.look_up(&XIAOMING).await.id;
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        form["students"][0]["lookup_id"] = json!(theirs);
        let refused = parent.post("binding-applications", &form).await.problem(422, "invalid_fields");
        refused.fields(&[("/students/0/lookup_id", "lookup_expired")]);
    }
}
