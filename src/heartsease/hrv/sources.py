"""The papers that the definitions name; from memory, none was read again for them."""

from collections.abc import Mapping

SOURCES: Mapping[str, str] = {
    "Baek 2015": "Baek HJ and others. Reliability of ultra-short-term analysis as a "
    "surrogate of standard 5-min analysis of heart rate variability. Telemed J E Health "
    "21. <https://doi.org/10.1089/tmj.2014.0104>",
    "Billman 2013": "Billman GE. The LF/HF ratio does not accurately measure cardiac "
    "sympatho-vagal balance. Front Physiol 4:26. "
    "<https://doi.org/10.3389/fphys.2013.00026>",
    "Brennan 2001": "Brennan M, Palaniswami M, Kamen P. Do existing measures of Poincaré "
    "plot geometry reflect nonlinear features of heart rate variability? IEEE Trans "
    "Biomed Eng 48. <https://doi.org/10.1109/10.959330>",
    "Costa 2005": "Costa M, Goldberger AL, Peng CK. Multiscale entropy analysis of "
    "biological signals. Phys Rev E 71:021906. "
    "<https://doi.org/10.1103/PhysRevE.71.021906>",
    "Costa 2017": "Costa MD, Davis RB, Goldberger AL. Heart rate fragmentation: a new "
    "approach to the analysis of cardiac interbeat interval dynamics. Front Physiol "
    "8:255. <https://doi.org/10.3389/fphys.2017.00255>",
    "Guzik 2006": "Guzik P and others. Heart rate asymmetry by Poincaré plots of RR "
    "intervals. Biomed Tech 51.",
    "Higuchi 1988": "Higuchi T. Approach to an irregular time series on the basis of the "
    "fractal theory. Physica D 31. <https://doi.org/10.1016/0167-2789(88)90081-4>",
    "Jeppesen 2014": "Jeppesen J and others. Using Lorenz plot and cardiac sympathetic "
    "index of heart rate variability for detecting seizures for patients with epilepsy. "
    "Conf Proc IEEE Eng Med Biol Soc.",
    "Karmakar 2015": "Karmakar C and others, on the slope index of asymmetry; taken from "
    "NeuroKit2's documentation, the paper itself not seen.",
    "Katz 1988": "Katz MJ. Fractals and the analysis of waveforms. Comput Biol Med 18. "
    "<https://doi.org/10.1016/0010-4825(88)90041-8>",
    "Lempel and Ziv 1976": "Lempel A, Ziv J. On the complexity of finite sequences. IEEE "
    "Trans Inf Theory 22. <https://doi.org/10.1109/TIT.1976.1055501>",
    "Mietus 2002": "Mietus JE and others. The pNNx files: re-examining a widely used "
    "heart rate variability measure. Heart 88. <https://doi.org/10.1136/heart.88.4.378>",
    "Munoz 2015": "Munoz ML and others. Validity of (ultra-)short recordings for heart "
    "rate variability measurements. PLoS ONE 10:e0138921. "
    "<https://doi.org/10.1371/journal.pone.0138921>",
    "Peng 1995": "Peng CK and others. Quantification of scaling exponents and crossover "
    "phenomena in nonstationary heartbeat time series. Chaos 5. "
    "<https://doi.org/10.1063/1.166141>",
    "Pincus 1991": "Pincus SM. Approximate entropy as a measure of system complexity. "
    "Proc Natl Acad Sci USA 88. <https://doi.org/10.1073/pnas.88.6.2297>",
    "Piskorski and Guzik 2011": "Piskorski J, Guzik P. Asymmetric properties of long-term "
    "and total heart rate variability. Med Biol Eng Comput 49.",
    "Porta 2008": "Porta A and others. Temporal asymmetries of short-term heart period "
    "variability are linked to autonomic regulation. Am J Physiol Regul Integr Comp "
    "Physiol 295.",
    "Richman and Moorman 2000": "Richman JS, Moorman JR. Physiological time-series "
    "analysis using approximate entropy and sample entropy. Am J Physiol Heart Circ "
    "Physiol 278. <https://doi.org/10.1152/ajpheart.2000.278.6.H2039>",
    "Shaffer and Ginsberg 2017": "Shaffer F, Ginsberg JP. An overview of heart rate "
    "variability metrics and norms. Front Public Health 5:258. "
    "<https://doi.org/10.3389/fpubh.2017.00258>",
    "Sollers 2007": "Sollers JJ and others. Comparison of the ratio of the standard "
    "deviation of the RR interval and the root mean squared successive differences to "
    "the LF/HF ratio. Biomed Sci Instrum 43.",
    "Task Force 1996": "Task Force of the European Society of Cardiology and the North "
    "American Society of Pacing and Electrophysiology. Heart rate variability: standards "
    "of measurement, physiological interpretation and clinical use. Circulation 93. "
    "<https://doi.org/10.1161/01.CIR.93.5.1043>",
    "Toichi 1997": "Toichi M and others. A new method of assessing cardiac autonomic "
    "function and its comparison with spectral analysis and coefficient of variation of "
    "R-R interval. J Auton Nerv Syst 62.",
    "Wu 2014": "Wu SD and others. Analysis of complex time series using refined "
    "composite multiscale entropy. Phys Lett A 378. "
    "<https://doi.org/10.1016/j.physleta.2014.03.034>",
    "Yan 2017": "Yan C and others. Area asymmetry of heart rate variability signal. "
    "Biomed Eng Online 16:112.",
}
