package index

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// TestContract runs what [conversation.Searcher] promises on every way a
// generation can be made.
func TestContract(t *testing.T) {
	ways := map[string]func(*testing.T, *knowledge.Base) conversation.Searcher{
		"memory": func(t *testing.T, b *knowledge.Base) conversation.Searcher { return build(t, b, lower{}, "") },
		"disk":   func(t *testing.T, b *knowledge.Base) conversation.Searcher { return build(t, b, lower{}, t.TempDir()) },
		"reopened": func(t *testing.T, b *knowledge.Base) conversation.Searcher {
			dir := t.TempDir()
			build(t, b, lower{}, dir)
			return build(t, b, lower{}, dir)
		},
		"live": func(t *testing.T, b *knowledge.Base) conversation.Searcher {
			l := &Live{}
			if err := l.Swap(build(t, b, lower{}, "")); err != nil {
				t.Fatal(err)
			}
			return l
		},
	}
	for name, open := range ways {
		t.Run(name, func(t *testing.T) { contract(t, open) })
	}
}

func contract(t *testing.T, open func(*testing.T, *knowledge.Base) conversation.Searcher) {
	ctx := context.Background()
	search := func(t *testing.T, s conversation.Searcher, q conversation.Query) conversation.Hits {
		t.Helper()
		hits, err := s.Search(ctx, q)
		if err != nil {
			t.Fatalf("Search(%.40q): %v", q.Text, err)
		}
		checkHits(t, hits, q.Limit)
		return hits
	}
	t.Run("nothing known", func(t *testing.T) {
		s := open(t, &knowledge.Base{})
		if hits := search(t, s, conversation.Query{Text: "没纸了"}); len(hits.Problems) != 0 || hits.Coverage != 0 {
			t.Errorf("found %+v in nothing", hits)
		}
	})
	s := open(t, small())
	t.Run("finds", func(t *testing.T) {
		for text, want := range map[string]string{
			"没纸了": "paper", "机器没纸怎么办": "paper", "printer is not printing": "paper", "no signal": "network",
			"一直连不上": "network", "密码": "pin", "昨天的钱": "money", "where's the money": "money", "conecting": "network",
		} {
			hits := search(t, s, conversation.Query{Text: text})
			if len(hits.Problems) == 0 || hits.Problems[0].Problem != want {
				t.Errorf("Search(%q) = %+v, want %s first", text, hits.Problems, want)
			}
		}
	})
	t.Run("names what matched", func(t *testing.T) {
		hit := search(t, s, conversation.Query{Text: "打出来是白纸"}).Problems[0]
		if hit.Matched != "打出来是白纸" || hit.Field != "cause" || hit.Causes["roll_reversed"] != 1 {
			t.Errorf("got %+v", hit)
		}
		hit = search(t, s, conversation.Query{Text: "printer out of paper"}).Problems[0]
		if hit.Matched != "PRINTER OUT OF PAPER" || hit.Field != "screen" {
			t.Errorf("got %+v", hit)
		}
	})
	t.Run("nothing fits", func(t *testing.T) {
		for _, text := range []string{"", " \n\t", "…!?", "🙂🙂", "\x00\x01", "xyzzy", "麤鱻"} {
			if hits := search(t, s, conversation.Query{Text: text}); len(hits.Problems) != 0 || hits.Coverage != 0 {
				t.Errorf("Search(%q) found %+v", text, hits)
			}
		}
	})
	t.Run("odd bytes", func(t *testing.T) {
		for _, text := range []string{"\xff\xfe没纸了\xc3", "没\x00纸了", "pa\xffper", "\xed\xa0\x80", "a\u0301\u200d", "''''s", "’s paper’"} {
			search(t, s, conversation.Query{Text: text})
		}
	})
	t.Run("long", func(t *testing.T) {
		head := search(t, s, conversation.Query{Text: strings.Repeat("没纸了", 140)[:conversation.MaxQuery*3]})
		long := search(t, s, conversation.Query{Text: strings.Repeat("没纸了", 33_334)})
		if !reflect.DeepEqual(head, long) {
			t.Error("more than MaxQuery runes are read")
		}
	})
	t.Run("limit", func(t *testing.T) {
		all := search(t, s, conversation.Query{Text: "没 no the"})
		if len(all.Problems) < 2 {
			t.Fatalf("found only %+v", all)
		}
		one := search(t, s, conversation.Query{Text: "没 no the", Limit: 1})
		if len(one.Problems) != 1 || !reflect.DeepEqual(one.Problems[0], all.Problems[0]) || one.Coverage != all.Coverage {
			t.Errorf("limit 1 gives %+v, want the first of %+v", one, all)
		}
		search(t, s, conversation.Query{Text: "没 no the", Limit: -1})
	})
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		if _, err := s.Search(ctx, conversation.Query{Text: "没纸了"}); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want context.Canceled", err)
		}
	})
	t.Run("concurrent", func(t *testing.T) {
		texts := []string{"没纸了", "no signal", "密码不对", "where is my money", "xyzzy", strings.Repeat("打印", 200)}
		want := make([]conversation.Hits, len(texts))
		for i, text := range texts {
			want[i] = search(t, s, conversation.Query{Text: text})
		}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for i := range 200 {
					i %= len(texts)
					hits, err := s.Search(ctx, conversation.Query{Text: texts[i]})
					if err != nil || !reflect.DeepEqual(hits, want[i]) {
						t.Errorf("Search(%.20q) = %+v, %v, want %+v", texts[i], hits, err, want[i])
						return
					}
				}
			})
		}
		wg.Wait()
	})
}

// checkHits checks what holds for every answer.
func checkHits(t *testing.T, hits conversation.Hits, limit int) {
	t.Helper()
	if limit <= 0 {
		limit = defaultLimit
	}
	if len(hits.Problems) > limit {
		t.Errorf("%d hits, limit %d", len(hits.Problems), limit)
	}
	if hits.Coverage < 0 || hits.Coverage > 1 {
		t.Errorf("coverage %v", hits.Coverage)
	}
	if hits.Generation == "" {
		t.Error("the generation has no name")
	}
	for i, h := range hits.Problems {
		if h.Problem == "" || h.Matched == "" || h.Field == "" || h.Score <= 0 || h.Score > 1+1e-9 {
			t.Errorf("hit %+v", h)
		}
		if i > 0 && h.Score > hits.Problems[i-1].Score {
			t.Errorf("hits are not best first: %v", hits.Problems)
		}
		for cause, share := range h.Causes {
			if cause == "" || share <= 0 || share > 1 {
				t.Errorf("causes %v", h.Causes)
			}
		}
	}
}
