package normalise

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"strings"
	"sync"
)

//go:embed tables/words.txt.gz
var packedWords []byte

// ordinary is the set of ordinary Chinese words of two characters, unpacked on
// first use (some 5 ms).
var ordinary = sync.OnceValue(func() map[[2]rune]struct{} {
	z, err := gzip.NewReader(bytes.NewReader(packedWords))
	if err != nil {
		panic("normalise: embedded words: " + err.Error())
	}
	text, err := io.ReadAll(z)
	if err != nil {
		panic("normalise: embedded words: " + err.Error())
	}
	words := map[[2]rune]struct{}{}
	// Each line is a first character and all the second ones.
	for line := range strings.Lines(string(text)) {
		chars := []rune(strings.TrimSuffix(line, "\n"))
		for _, second := range chars[1:] {
			words[[2]rune{chars[0], second}] = struct{}{}
		}
	}
	return words
})

// isOrdinary reports whether the characters at i and i+1 are an ordinary word.
func isOrdinary(text []rune, i int) bool {
	if i < 0 || i+1 >= len(text) {
		return false
	}
	_, ok := ordinary()[[2]rune{text[i], text[i+1]}]
	return ok
}

// inOrdinary reports whether the character at i makes an ordinary word with
// one of its neighbours.
func inOrdinary(text []rune, i int) bool { return isOrdinary(text, i-1) || isOrdinary(text, i) }

// weighty are characters that stand as words of their own or turn the meaning:
// they are not mistyped, they are meant.
const weighty = "不没未无非别勿莫否有是在的了着过得地和与或及又再也都还就才只已" +
	"我你他她它们这那哪谁什么怎几多少一二三四五六七八九十百千万两半零" +
	"能会要想让叫把被给对从到去来上下里外前后大小新旧好坏高低早晚" +
	"刷插扫挥拍碰读输按打开关收付退扣换办签查看说问找用做卖买充存取转借还" +
	"卡机码钱款单笔次个张人店家号票纸电网报原先现再请等跟老首字" +
	"擦搜拔拆装放掉断连贴撕拿带送拉推捡点选填写停走跑挂存催试响亮灭黑" +
	"时事日年天月心手头话比更最很太真刚曾将向往由为以于因所如若虽但而且并则即便随除同像需应该必须算做试弄好像对错行"

func isWeighty(r rune) bool { return strings.ContainsRune(weighty, r) }
