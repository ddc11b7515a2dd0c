//! Finding a school by a few typed characters.

use shared_types::{
    school::{School, SchoolLevel},
    text::{self, Form},
};

/// The schools of a level that match what was typed, best first. Nothing typed matches all.
pub fn matching<'a>(schools: &'a [School], level: Option<SchoolLevel>, typed: &str) -> Vec<&'a School> {
    let wanted = simplified(typed);
    // Schools of one rank stay in the order of the list, which goes by district.
    let mut ranks: [Vec<&School>; RANKS] = Default::default();
    for school in schools.iter().filter(|school| level.is_none_or(|level| school.levels.contains(&level))) {
        if let Some(rank) = rank(school, &wanted) {
            ranks[rank].push(school);
        }
    }
    // The loosest reading is for those who find nothing otherwise.
    if ranks[..LOOSE].iter().any(|found| !found.is_empty()) {
        ranks[LOOSE].clear();
    }
    ranks.concat()
}

/// As the field shows a chosen school; to readers of Latin letters with its romanised name.
pub fn shown(school: &School, is_latin: bool) -> String {
    match is_latin {
        true => format!("{} {}", school.name, school.romanised_name),
        false => format!("{}（{}）", school.name, school.district),
    }
}

/// The one school whose name was typed out.
pub fn exact<'a>(schools: &'a [School], level: Option<SchoolLevel>, typed: &str) -> Option<&'a School> {
    let wanted = simplified(typed);
    let mut same =
        schools.iter().filter(|school| level.is_none_or(|level| school.levels.contains(&level))).filter(|school| {
            let latin = simplified(&school.romanised_name);
            let whole = [shown(school, false), shown(school, true)].map(|name| simplified(&name));
            whole.contains(&wanted) || [simplified(&school.name), short_name(school), latin].contains(&wanted)
        });
    same.next().filter(|_| same.next().is_none())
}

const RANKS: usize = 4;
const LOOSE: usize = RANKS - 1;

/// How well a school fits: lower is better.
fn rank(school: &School, wanted: &str) -> Option<usize> {
    let (name, short, district) = (simplified(&school.name), short_name(school), simplified(&school.district));
    let (latin, latin_district) = (simplified(&school.romanised_name), simplified(&school.romanised_district));
    if wanted.is_empty() || short.starts_with(wanted) || latin.starts_with(wanted) {
        Some(0)
    } else if name.contains(wanted) || latin.contains(wanted) || school.code == wanted {
        Some(1)
    } else if district.starts_with(wanted) || latin_district.starts_with(wanted) || is_spelled(wanted, school, "") {
        Some(2)
    } else if is_subsequence(wanted, &format!("{district}{name}{district}"))
        || is_spelled(wanted, school, &format!("{}_district_qu", school.romanised_district))
    {
        // 「內小」 is 內湖國小, 「內湖區麗山」 is 麗山 in 內湖, "Da'an District elementary" is any of them.
        Some(LOOSE)
    } else {
        None
    }
}

/// The name without who runs the school: 「內湖國小」.
fn short_name(school: &School) -> String {
    let name = simplified(&school.name);
    ["國立", "市立", "私立"].iter().find_map(|owner| name.strip_prefix(owner)).unwrap_or(&name).to_owned()
}

/// Spelling that doesn't matter: 臺/台, full-width forms, case, spaces, brackets, apostrophes, tone marks, Peitou for
/// Beitou, lv for lü, and the city's own name.
fn simplified(text: &str) -> String {
    let mut plain = String::new();
    for c in text::normalise(&text::normalise_identifier(text), Form::Nfkd).chars() {
        match c.to_ascii_uppercase() {
            '(' | ')' | '\'' | '‘' | '’' | 'ʼ' => {}
            // A Vietnamese keyboard writes «Dân» for who types «daan».
            '\u{302}' => plain.extend(plain.chars().last()),
            '\u{300}'..='\u{36f}' => {}
            '臺' => plain.push('台'),
            'P' => plain.push('B'),
            'V' => plain.push('U'),
            other => plain.push(other),
        }
    }
    match plain.strip_prefix("台北市") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => plain,
    }
}

fn is_subsequence(wanted: &str, text: &str) -> bool {
    let mut rest = text.chars();
    wanted.chars().all(|wanted| rest.any(|c| c == wanted))
}

/// What can be said of any school in Latin letters.
const LATIN_WORDS: &str = "taipei_city_municipal_school_primary_middle";

/// Whether the text is nothing but words of the school's, in any order, of which the last may be begun only: its name,
/// its levels and these of its place.
fn is_spelled(wanted: &str, school: &School, place: &str) -> bool {
    let levels: Vec<_> = school.levels.iter().map(|level| level.code()).collect();
    let name = school.romanised_name.replace(' ', "_");
    let words = simplified(&format!("{LATIN_WORDS}_{name}_{place}_{}", levels.join("_")));
    let words: Vec<_> = words.split('_').filter(|word| !word.is_empty()).collect();
    is_made_of(wanted, &words)
}

fn is_made_of(text: &str, words: &[&str]) -> bool {
    words
        .iter()
        .any(|word| word.starts_with(text) || text.strip_prefix(word).is_some_and(|rest| is_made_of(rest, words)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schools() -> Vec<School> {
        let school = |code: &str, name: [&str; 2], district: [&str; 2], levels: &[SchoolLevel]| School {
            code: code.into(),
            name: name[0].into(),
            district: district[0].into(),
            romanised_name: name[1].into(),
            romanised_district: district[1].into(),
            levels: levels.to_vec(),
        };
        let (neihu, daan) = (["內湖區", "Neihu"], ["大安區", "Da'an"]);
        use SchoolLevel::{Elementary, JuniorHigh, SeniorHigh};
        vec![
            school("313301", ["市立西松高中", "Xisong Gaozhong"], ["松山區", "Songshan"], &[JuniorHigh, SeniorHigh]),
            school("343606", ["市立內湖國小", "Neihu Guoxiao"], neihu, &[Elementary]),
            school("343607", ["市立碧湖國小", "Bihu Guoxiao"], neihu, &[Elementary]),
            school("343505", ["市立內湖國中", "Neihu Guozhong"], neihu, &[JuniorHigh]),
            school("330601", ["國立臺北教大實小", "Taipei Jiaoda Shixiao"], daan, &[Elementary]),
            school("333605", ["市立幸安國小", "Xing'an Guoxiao"], daan, &[Elementary]),
            school("403501", ["市立景美女中", "Jingmei Nüzhong"], ["文山區", "Wenshan"], &[SeniorHigh]),
        ]
    }

    fn names(level: Option<SchoolLevel>, typed: &str) -> Vec<String> {
        matching(&schools(), level, typed).into_iter().map(|school| school.name.clone()).collect()
    }

    #[test]
    fn a_name_comes_before_its_district() {
        assert_eq!(names(Some(SchoolLevel::Elementary), "內湖"), ["市立內湖國小", "市立碧湖國小"]);
        assert_eq!(names(None, "松山"), ["市立西松高中"]);
        assert_eq!(names(None, "內湖國"), ["市立內湖國小", "市立內湖國中"]);
    }

    #[test]
    fn both_spellings_of_taipei_are_one() {
        assert_eq!(names(None, "台北教大"), ["國立臺北教大實小"]);
        assert_eq!(names(None, "臺北教大"), ["國立臺北教大實小"]);
        assert_eq!(names(None, "臺北市立西松"), ["市立西松高中"]);
    }

    #[test]
    fn a_school_of_two_levels_is_found_in_both() {
        assert_eq!(names(Some(SchoolLevel::JuniorHigh), "西松"), ["市立西松高中"]);
        assert_eq!(names(Some(SchoolLevel::SeniorHigh), "西松"), ["市立西松高中"]);
        assert!(names(Some(SchoolLevel::Elementary), "西松").is_empty());
    }

    #[test]
    fn single_characters_and_district_before_name_are_enough() {
        assert_eq!(names(None, "碧小"), ["市立碧湖國小"]);
        assert_eq!(names(None, "內湖區碧湖"), ["市立碧湖國小"]);
    }

    #[test]
    fn latin_letters_find_a_school_however_they_are_spaced_and_marked() {
        for typed in ["neihu", "NeiHu", "nei hu", "nei-hu", "ｎｅｉｈｕ", "Nèihú"] {
            assert_eq!(names(None, typed), ["市立內湖國小", "市立內湖國中", "市立碧湖國小"], "{typed}");
        }
        assert_eq!(names(None, "neihu guox"), ["市立內湖國小"]);
        for typed in ["xingan", "Xing'an", "xing’an", "xing-an guoxiao", "xīng'ān"] {
            assert_eq!(names(None, typed), ["市立幸安國小"], "{typed}");
        }
        for typed in ["nüzhong", "nuzhong", "nvzhong", "jingmei nv"] {
            assert_eq!(names(None, typed), ["市立景美女中"], "{typed}");
        }
        assert_eq!(names(None, "taibei jiao"), ["國立臺北教大實小"]);
        assert_eq!(names(None, "xyz"), [] as [&str; 0]);
    }

    #[test]
    fn districts_and_levels_are_known_in_latin_letters() {
        let daan = ["國立臺北教大實小", "市立幸安國小"];
        for typed in ["daan", "da-an", "Da'an", "dâ n", "Daan District", "Da’an Qu", "elementary school Daan"] {
            assert_eq!(names(None, typed), daan, "{typed}");
        }
        // As with 內湖國小: who names a school doesn't mean its neighbours.
        assert_eq!(names(None, "neihu elem"), ["市立內湖國小"]);
        assert_eq!(names(None, "neihu district elem"), ["市立內湖國小", "市立碧湖國小"]);
        assert_eq!(names(None, "Neihu Junior High School"), ["市立內湖國中"]);
        assert_eq!(names(None, "junior"), ["市立西松高中", "市立內湖國中"]);
        assert_eq!(names(None, "senior high"), ["市立西松高中", "市立景美女中"]);
        assert_eq!(names(None, "Taipei Municipal Bihu Elementary School"), ["市立碧湖國小"]);
        assert_eq!(names(None, "neihu district bihu"), ["市立碧湖國小"]);
    }

    #[test]
    fn a_school_without_a_romanised_name_is_found_as_before() {
        let mut bare = schools()[1].clone();
        (bare.romanised_name, bare.romanised_district) = (String::new(), String::new());
        assert_eq!(matching(&[bare.clone()], None, "內小").len(), 1);
        assert!(matching(&[bare], None, "neihu").is_empty());
    }

    #[test]
    fn a_name_typed_out_is_a_choice() {
        let schools = schools();
        let code = |typed: &str| exact(&schools, None, typed).map(|school| school.code.as_str());
        assert_eq!(code("內湖國小"), Some("343606"));
        assert_eq!(code("市立內湖國小（內湖區）"), Some("343606"));
        assert_eq!(code("市立內湖國小 Neihu Guoxiao"), Some("343606"));
        assert_eq!(code("neihu guoxiao"), Some("343606"));
        assert_eq!(code("內湖"), None);
        assert_eq!(code("neihu"), None);
    }
}
