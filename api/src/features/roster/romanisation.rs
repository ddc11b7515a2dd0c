//! Names in Hanyu Pinyin without tones, as on Taipei's street signs: for parents who can't type Chinese.

use pinyin::ToPinyin;

/// Where the dictionary's first reading isn't Taipei's.
const READINGS: [(&str, &str); 8] = [
    // As everybody spells it.
    ("臺北", "taipei"),
    ("台北", "taipei"),
    // 重慶, 重陽; 長安, 長春; 木柵.
    ("重", "chong"),
    ("長", "chang"),
    ("柵", "zha"),
    ("都", "du"),
    ("曾", "zeng"),
    ("單", "shan"),
];

/// What a name ends with, each a word of its own: 「奎山實驗高級中學」 is Kuishan Shiyan Gaoji Zhongxue.
const KINDS: &str = "國中小 中小學 國小 國中 高中 高職 高工 高商 高農 完中 中學 小學 女中 附中 附小 附幼 實中 實小 實驗 \
    工商 工農 家商 護家 藝校 餐飲 戲曲 高級 國民 教大 大學 學院 學校 市立";

/// 「市立內湖國小」 is Neihu Guoxiao. Of who runs a school only 私立 stays: it tells two schools of one name apart.
pub(super) fn romanised_school(name: &str) -> String {
    let name = name.replace(['(', ')', '（', '）'], "");
    // 臺北市立大學 is a name.
    let of_the_city = name.strip_prefix("臺北市").filter(|rest| !rest.starts_with('立'));
    let mut rest =
        ["國立", "市立", "私立"].iter().find_map(|owner| name.strip_prefix(owner)).or(of_the_city).unwrap_or(&name);
    let mut words = Vec::new();
    while let Some(kind) = KINDS.split(' ').find(|kind| rest.ends_with(kind) && rest != *kind) {
        words.push(romanised(kind));
        rest = &rest[..rest.len() - kind.len()];
    }
    words.push(romanised(rest));
    if name.starts_with("私立") {
        words.push(romanised("私立"));
    }
    words.retain(|word| !word.is_empty());
    words.reverse();
    words.join(" ")
}

/// 「大安區」 is Da'an.
pub(super) fn romanised_district(district: &str) -> String {
    romanised(district.strip_suffix('區').unwrap_or(district))
}

/// One word. What isn't Chinese stays as it is.
fn romanised(chinese: &str) -> String {
    let mut latin = String::new();
    let mut rest = chinese;
    while let Some(first) = rest.chars().next() {
        let known = READINGS.iter().find(|(word, _)| rest.starts_with(word));
        let read = known.map_or(first.len_utf8(), |(word, _)| word.len());
        match known.map(|(_, reading)| *reading).or_else(|| first.to_pinyin().map(|syllable| syllable.plain())) {
            Some(syllable) => {
                // Da'an and not Daan: where a syllable begins with a vowel its boundary is written.
                if !latin.is_empty() && syllable.starts_with(['a', 'e', 'o']) {
                    latin.push('\'');
                }
                latin.push_str(syllable);
            }
            None => latin.push(first),
        }
        rest = &rest[read..];
    }
    let mut letters = latin.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Code, name, district and levels of every school of the city.
    fn schools() -> Vec<[&'static str; 4]> {
        let rows = include_str!("../../../demo-city/schools.csv").lines().skip(1);
        rows.map(|row| row.split(',').collect::<Vec<_>>().try_into().unwrap()).collect()
    }

    #[test]
    fn names_are_read_as_in_taipei() {
        for (name, latin) in [
            ("市立內湖國小", "Neihu Guoxiao"),
            ("市立大安國中", "Da'an Guozhong"),
            ("市立長安國小", "Chang'an Guoxiao"),
            ("市立長春國小", "Changchun Guoxiao"),
            ("市立重慶國中", "Chongqing Guozhong"),
            ("市立木柵高工", "Muzha Gaogong"),
            ("市立永樂國小", "Yongle Guoxiao"),
            ("市立力行國小", "Lixing Guoxiao"),
            ("市立大直高中", "Dazhi Gaozhong"),
            ("市立關渡國中", "Guandu Guozhong"),
            ("市立石牌國小", "Shipai Guoxiao"),
            ("市立建國中學", "Jianguo Zhongxue"),
            ("市立北一女中", "Beiyi Nüzhong"),
            ("國立師大附中", "Shida Fuzhong"),
            ("國立臺北教大實小", "Taipei Jiaoda Shixiao"),
            ("國立臺灣戲曲學院", "Taiwan Xiqu Xueyuan"),
            ("臺北市新民高中", "Xinmin Gaozhong"),
            ("臺北市立大學附小", "Taipei Shili Daxue Fuxiao"),
            ("私立立人國(中)小", "Sili Liren Guozhongxiao"),
            ("私立奎山實驗高級中學", "Sili Kuishan Shiyan Gaoji Zhongxue"),
        ] {
            assert_eq!(romanised_school(name), latin, "{name}");
        }
        assert_eq!(romanised_district("大安區"), "Da'an");
    }

    #[test]
    fn every_school_of_the_city_is_latin_and_not_another() {
        let mut seen = std::collections::HashMap::new();
        for [code, name, district, levels] in schools() {
            let (latin, romanised_district) = (romanised_school(name), romanised_district(district));
            let is_latin = |c: char| c.is_ascii_alphabetic() || matches!(c, ' ' | '\'' | 'ü');
            assert!(latin.chars().chain(romanised_district.chars()).all(is_latin), "{name}: {latin}");
            for level in levels.split('|') {
                let other = seen.insert((latin.clone(), romanised_district.clone(), level), code);
                assert_eq!(other, None, "{name}: {latin}");
            }
        }
    }

    #[test]
    fn what_is_no_name_has_a_reading_too() {
        let pieces = ["", "市立", "私立", "臺北市", "國", "小", "長", "安", "ABC", "(中)", "éa"];
        for (first, second) in pieces.iter().flat_map(|first| pieces.map(|second| (first, second))) {
            for third in pieces {
                let latin = romanised_school(&format!("{first}{second}{third}"));
                assert!(latin.split(' ').all(|word| !word.is_empty()) || latin.is_empty(), "{latin}");
            }
        }
    }
}
