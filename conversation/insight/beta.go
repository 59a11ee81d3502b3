package insight

import "math"

// betaQuantile gives the x below which a share p of the Beta law lies. a and b
// are above 0, p is in (0, 1).
func betaQuantile(p, a, b float64) float64 {
	low, high := 0.0, 1.0
	for range 60 {
		if mid := (low + high) / 2; betaCDF(mid, a, b) < p {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}

// betaCDF is the regularised incomplete beta function, by its continued
// fraction (Abramowitz and Stegun 26.5.8), evaluated after Lentz.
func betaCDF(x, a, b float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2):
		return 1 - betaCDF(1-x, b, a)
	}
	logs := func(x float64) float64 { l, _ := math.Lgamma(x); return l }
	front := math.Exp(logs(a+b)-logs(a)-logs(b)+a*math.Log(x)+b*math.Log1p(-x)) / a

	const tiny, enough, steps = 1e-300, 1e-12, 500
	apart := func(x float64) float64 {
		if math.Abs(x) < tiny {
			return tiny
		}
		return x
	}
	c := 1.0
	d := 1 / apart(1-(a+b)*x/(a+1))
	sum := d
	for m := 1.0; m <= steps; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d = 1 / apart(1+even*d)
		c = apart(1 + even/c)
		sum *= d * c
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d = 1 / apart(1+odd*d)
		c = apart(1 + odd/c)
		sum *= d * c
		if math.Abs(d*c-1) < enough {
			break
		}
	}
	return front * sum
}
